import * as path from "node:path";

/** A control's verdict on one subject, from the column COMPLIANCE of Prowler's CSV. */
export interface Row {
  /** As we name it: "cis-3.0". */
  readonly standard: string;
  /** The number of the control in it. */
  readonly reference: string;
  readonly check: string;
  /** A user's name, or "<root_account>". */
  readonly subject: string;
  /** "PASS", "FAIL" or "MANUAL". */
  readonly status: string;
}

/** What `record.ts` keeps. */
export interface Recorded {
  /** Of Prowler. */
  readonly version: string;
  readonly command: string;
  /** By what the account is. */
  readonly accounts: Readonly<Record<string, readonly Row[]>>;
}

export const RECORDED_FILE = path.join(__dirname, "verdicts.json");
