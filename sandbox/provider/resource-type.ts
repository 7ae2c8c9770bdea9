import type { Aws } from "./aws";
import type { Props } from "./wire";

/** What creating a resource gives: its id, and outputs that can't be read back later. */
export interface Created {
  id: string;
  outputs?: Props;
}

/**
 * One resource type: a row of the table in resources/index.ts. All else (names, defaults, diffs,
 * previews, imports) is worked out from it by check.ts, diff.ts and lifecycle.ts.
 *
 * I is the type's checked inputs. State, where a method is given it, is inputs and outputs together.
 */
export interface ResourceType<I = Props> {
  /** The type token, such as "aws:iam/user:User". */
  token: string;
  /** What to call it in an error, such as "IAM User". */
  label: string;
  /** Every input that is supported; any other is refused rather than ignored. */
  inputs: readonly (keyof I & string)[];
  /** The input that is made from the resource's name where it is absent, and its longest length. */
  autoname?: { property: keyof I & string; max: number };
  defaults?: Partial<I>;
  /** Inputs of which a change is a replacement. "all" where there is no update. */
  replaces?: readonly (keyof I & string)[] | "all";
  /** Set where old and new can't exist side by side even though no name is fixed. */
  deleteBeforeReplace?: boolean;
  /** Inputs that hold an IAM policy document: compared by meaning. */
  json?: readonly (keyof I & string)[];
  /** Inputs of which the order says nothing. */
  sets?: readonly (keyof I & string)[];
  /** Inputs that AWS chooses where the program doesn't: their absence is no change. */
  optionalComputed?: readonly (keyof I & string)[];
  /** Outputs that only AWS can give: unknown in the preview of a creation. */
  computed?: readonly string[];
  /** Outputs that are secrets. */
  secrets?: readonly string[];
  /** Computed outputs that change with these inputs: unknown in the preview of such an update. */
  recomputed?: { outputs: readonly string[]; on: readonly (keyof I & string)[] };

  create(aws: Aws, inputs: I): Promise<Created>;
  /** The state as it is; undefined, or NoSuchEntity thrown, where it is gone. Old state is empty in an import. */
  read(aws: Aws, id: string, old: Partial<I> & Props): Promise<Props | undefined>;
  update?(aws: Aws, old: I & Props, inputs: I): Promise<void>;
  /** NoSuchEntity thrown counts as done. */
  delete(aws: Aws, state: I & Props, id: string): Promise<void>;
}

/** Inputs of a type of `@pulumi/aws`, with those present that check fills in. */
export type Checked<I, Filled extends keyof I = never> = I & { [K in Filled]-?: NonNullable<I[K]> };
