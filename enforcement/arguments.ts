import { type Input, Output, output, RunError } from "@pulumi/pulumi";
import { instant, instantOrDay } from "@mfa-guard/policypack/internal/rollout/fields";
import type { Exemption, SelfService } from "@mfa-guard/policypack/internal/rollout/rollout";
import type { PolicyException } from "@mfa-guard/policypack/internal/policy/self-service-options";

/*
 * The arguments that several components have in common, in forms that Pulumi's analyzer of component packages reads:
 * interfaces, no types inferred from a schema; of a union with an Input, it reads the Input alone.
 * https://www.pulumi.com/docs/iac/guides/building-extending/components/build-a-component/
 */

/** A Date, or text in ISO 8601 with an offset, such as "2027-02-01T09:00:00Z". */
export type Moment = Date | Input<string>;

/** A list of which each entry, or the whole, may be an output. */
export type List<T> = Input<Input<T>[]> | readonly Input<T>[];

/** The options of the rollout file's `selfService`, each documented there with its risk. */
export interface SelfServiceArgs {
  ownPassword?: boolean;
  accessKeys?: boolean;
  signingCertificates?: boolean;
  sshKeys?: boolean;
  gitCredentials?: boolean;
  passwordChangeBeforeMfa?: boolean;
  signInBeforeMfa?: boolean;
  viaAwsServices?: boolean;
  sourceIps?: string[];
  vpcs?: string[];
  maxSessionAge?: number;
}

/** What may work without MFA for a time: actions, or calls with access keys. */
export interface PolicyExceptionArgs {
  /** Actions that work without MFA, by name or by pattern of one service. */
  readonly actions?: string[];
  /** Calls with a long-term access key are left as they are. */
  readonly accessKeys?: boolean;
  /** Until when: a date (to its end in UTC), or a date and time with its time zone. */
  readonly expires: Moment;
}

/** A user who is left out for a time. */
export interface ExemptionArgs {
  /** The IAM user's name. */
  readonly user: string;
  /** The person or team who answers for the exemption. */
  readonly owner: string;
  /** Why the user can't have MFA. */
  readonly reason: string;
  /** Until when: a date (to its end in UTC), or a date and time with its time zone. */
  readonly expires: Moment;
}

/** When a policy begins to deny, and what it leaves open. */
export interface DenialArgs {
  /**
   * From when users are denied everything; they may enrol before. Left out: they are denied from the start. Text is
   * ISO 8601 with an offset, such as "2027-02-01T09:00:00Z".
   */
  readonly from?: Moment | null;
  /** What users may manage for themselves, and from where; each option with its risk in its own description. */
  readonly selfService?: Input<SelfServiceArgs>;
  /** What may work without MFA for a time, as the rollout file has it. */
  readonly exceptions?: List<PolicyExceptionArgs>;
}

/** The same, known and read, and the AWS partition: the ARNs of one do not match in another. */
export interface Denial {
  readonly partition: string;
  readonly from: Date | null;
  readonly selfService: Partial<SelfService>;
  readonly exceptions: readonly PolicyException[];
}

/** The same, known: dates are text, for an output takes a Date for an object without properties. */
interface Written {
  readonly partition?: string;
  readonly from?: string | null;
  readonly selfService?: SelfServiceArgs;
  readonly exceptions?: readonly (Omit<PolicyExceptionArgs, "expires"> & { readonly expires: string })[];
}

/**
 * What `use` makes of the arguments: immediately where they are plain, so that it may refuse before the first
 * resource, and else when they are known.
 * @throws RunError for text that is no time.
 */
export function withDenial<T>(
  args: DenialArgs & { readonly partition?: Input<string> },
  use: (denial: Denial) => T,
): T | Output<T> {
  const { partition, from, selfService, exceptions } = args;
  return whenKnown<Written, T>({ partition, from, selfService, exceptions }, (written) => use(read(written)));
}

/** What `use` makes of a value that may have outputs in it; immediately where it has none. Dates become text. */
export function whenKnown<T, U>(value: unknown, use: (known: T) => U): U | Output<U> {
  const written = withoutDates(value);
  if (isPlain(value)) return use(written as T);
  const known: Output<unknown> = output(written);
  return known.apply((known) => use(known as T)) as Output<U>;
}

/** Whether a value holds no output and no promise. */
export function isPlain(value: unknown): boolean {
  if (Output.isInstance(value) || value instanceof Promise) return false;
  return typeof value !== "object" || value === null || Object.values(value).every(isPlain);
}

/** What `use` makes of exemptions with their end read, as `withDenial` does. An output would lose the dates. */
export function withExemptions<T>(
  exempt: List<ExemptionArgs> | undefined,
  use: (exemptions: readonly Exemption[]) => T,
): T | Output<T> {
  type Written = Omit<Exemption, "expires"> & { readonly expires: string };
  return whenKnown<readonly Written[], T>(exempt ?? [], (known) =>
    use(known.map((written) => ({ ...written, expires: moment("expires", written.expires, UNTIL) }))),
  );
}

const FROM = instant("a time with its offset, such as 2027-02-01T09:00:00Z");
const UNTIL = instantOrDay("a date, such as 2027-06-30, or a time with its offset");

function read({ partition = "aws", from = null, selfService = {}, exceptions = [] }: Written): Denial {
  return {
    partition,
    from: from === null ? null : readTime("from", from),
    selfService,
    exceptions: exceptions.map(({ actions, accessKeys, expires }) => ({
      ...(actions && { actions }),
      ...(accessKeys && { accessKeys }),
      expires: moment("expires", expires, UNTIL),
    })),
  };
}

/**
 * A time that was given as text, or as a Date that has become text.
 * @throws RunError for text that is no time.
 */
export function readTime(name: string, text: string): Date {
  return moment(name, text, FROM);
}

/** @throws RunError for text that is no such time. */
function moment(name: string, text: string, kind: typeof FROM | typeof UNTIL): Date {
  const parsed = kind.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new RunError(`${name}: found "${text}"; expected ${parsed.error.issues[0]?.message}.`);
}

function withoutDates(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(withoutDates);
  if (typeof value !== "object" || value === null || !isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, withoutDates(entry)]));
}

/** An output or a promise is an object of a class. */
function isRecord(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}
