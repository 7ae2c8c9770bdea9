/**
 * A fact is a value that was read, or the reason why it could not be. There is no third state:
 * an empty list means "none there", never "did not look".
 */
export type Fact<T> = Known<T> | Unknown;

export interface Known<T> {
  readonly known: true;
  readonly value: T;
}

export interface Unknown {
  readonly known: false;
  readonly reason: Reason;
}

/** Why a fact is unknown, in words that a person can act on. */
export interface Reason {
  /** What was looked for: "the virtual MFA devices". */
  readonly what: string;
  /** The call that failed, as IAM names it ("iam:ListVirtualMFADevices"), or "pulumi preview". */
  readonly call: string;
  /** AWS's error code, or our own where no call was made ("UnknownInPreview"). */
  readonly code: string;
  /** The error's own words. */
  readonly message: string;
  /** What to do about it, one sentence. */
  readonly remedy: string;
}

/** A collection that may hold less than there is. */
export interface Found<T> {
  readonly found: T;
  /** Known: `found` is all there is. Unknown: there may be more, for this reason. */
  readonly complete: Fact<true>;
}

export const COMPLETE: Fact<true> = { known: true, value: true };

export function known<T>(value: T): Known<T> {
  return { known: true, value };
}

export function unknown(reason: Reason): Unknown {
  return { known: false, reason };
}

/** Applies `f` to a known value; an unknown one stays unknown for its own reason. */
export function mapFact<T, U>(fact: Fact<T>, f: (value: T) => U): Fact<U> {
  return fact.known ? known(f(fact.value)) : fact;
}

/** The first that is known; where none is, the first one's reason. */
export function firstKnown<T>(...facts: readonly [Fact<T>, ...Fact<T>[]]): Fact<T> {
  return facts.find((fact) => fact.known) ?? facts[0];
}

/** Codes of facts that nobody could be asked for: not by this run, at this endpoint, or in this partition. */
const NOBODY_ASKED = ["NotAsked", "NotServed", "NotDocumented"];

/** Codes of facts that calls answered without an error, and that are unknown nevertheless. */
const NO_FAILURE = ["NotTold", "UnreadableDocument", "UnreadableLine", "UnreadableReport"];

/** Codes of what mfa-guard concludes: no call was answered with them. */
const CONCLUDED = ["CantTell", "NotInTheAnswer", "NotJudged", "UnknownInPreview", "UnreadableAnswer"];

/** Whether there was nobody to ask. */
export function nobodyAsked({ code }: Reason): boolean {
  return NOBODY_ASKED.includes(code);
}

/** Whether a call failed, so that another reading may tell more. */
export function isFailure({ code }: Reason): boolean {
  return ![...NOBODY_ASKED, ...NO_FAILURE].includes(code);
}

/** One sentence for reports: what, which call, what it answered, what to do. */
export function describeReason(reason: Reason): string {
  const { what, message, remedy } = reason;
  const said = isAnswer(reason) ? ` (${oneLine(message)})` : "";
  return `could not read ${what}: ${describeAnswer(reason)}${said}. ${remedy}`;
}

/** The same as short as it goes: "iam:ListMFADevices answered AccessDenied". */
export function describeAnswer(reason: Reason): string {
  const { call, code, message } = reason;
  return isAnswer(reason) ? `${call} answered ${code}` : `${call}: ${oneLine(message)}`;
}

/** A file answers nothing either, and what its code would say is in the message. */
function isAnswer(reason: Reason): boolean {
  return isFailure(reason) && !CONCLUDED.includes(reason.code) && !reason.call.startsWith("the file ");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
