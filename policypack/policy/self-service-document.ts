/** An identity policy document, as IAM takes it. */
export interface SelfServicePolicy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly SelfServiceStatement[];
}

export interface SelfServiceStatement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action?: string | readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Conditions;
}

/** By operator, then by key; all of them must hold, and of a key's values any. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
