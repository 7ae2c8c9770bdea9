import type { Question } from "../../../policypack/rules/controls";

/** Where we answer otherwise than Prowler, of one subject of the accounts in `accounts.ts`. */
export interface Difference {
  readonly question: Question;
  readonly subject: string;
  /** "PASS" or "FAIL"; "none": it has no row. */
  readonly prowler: string;
  readonly ours: string;
  readonly because: string;
}

const STALE =
  "Prowler goes by the credential report, which is up to four hours old; we ask again where it matters";
const NO_PASSWORD = "the control asks of users with a console password; Prowler lets the others pass";
const EVERY_USER = "IAM.19 asks of every user; Prowler maps its check of console users to it";

type Row = readonly [subject: string, prowler: string, ours: string, because: string];

const CONSOLE: readonly Row[] = [
  ["device-and-no-password", "PASS", "not-applicable", NO_PASSWORD],
  ["machine", "PASS", "not-applicable", NO_PASSWORD],
  ["newer-than-the-report", "none", "fail", `${STALE}: the user is not in it`],
  ["newer-machine", "none", "not-applicable", `${STALE}: the user is not in it`],
  ["password-since", "PASS", "fail", `${STALE}: the password was set since`],
  ["password-gone-since", "FAIL", "not-applicable", `${STALE}: the password was deleted since`],
  ["enrolled-since", "FAIL", "pass", `${STALE}: the device was added since`],
  ["device-gone-since", "PASS", "fail", `${STALE}: the device was removed since`],
  ["made-anew", "PASS", "fail", `${STALE}: it tells of an earlier user of that name`],
];

const EVERYBODY: readonly Row[] = [
  ["machine", "PASS", "fail", EVERY_USER],
  ["newer-than-the-report", "none", "fail", `${STALE}: the user is not in it`],
  ["newer-machine", "none", "fail", `${STALE}: the user is not in it`],
  ["password-since", "PASS", "fail", EVERY_USER],
  ["enrolled-since", "FAIL", "pass", `${STALE}: the device was added since`],
  ["device-gone-since", "PASS", "fail", `${STALE}: the device was removed since`],
  ["made-anew", "PASS", "fail", `${STALE}: it tells of an earlier user of that name`],
];

const toDifference =
  (question: Question) =>
  ([subject, prowler, ours, because]: Row): Difference => ({ question, subject, prowler, ours, because });

export const DIFFERENCES: readonly Difference[] = [
  ...CONSOLE.map(toDifference("console-user-has-mfa")),
  ...EVERYBODY.map(toDifference("user-has-mfa")),
];

const NO_CREDENTIALS = "root has nothing to sign in with, which Prowler says nothing of";

/** Besides those, of the accounts whose root has no credentials. */
export const OF_ROOT: readonly Difference[] = (["root-has-mfa", "root-has-hardware-mfa"] as const).map(
  (question) => toDifference(question)(["root", "none", "not-applicable", NO_CREDENTIALS]),
);
