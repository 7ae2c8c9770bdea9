import type { Output } from "@pulumi/pulumi";

/** The outputs of the stack: of the one group of a new account, or of each wave by its name. */
export type StackOutputs = { readonly allowedBeforeMfa: Output<readonly string[]> } & (
  CoverOutputs | { readonly waves: Readonly<Record<string, CoverOutputs>> }
);

export interface CoverOutputs {
  readonly groupName: Output<string>;
  readonly policyArn: Output<string>;
  /** ISO 8601, UTC; left out where the denial holds immediately. */
  readonly from?: string;
}
