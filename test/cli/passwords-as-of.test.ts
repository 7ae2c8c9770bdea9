import assert from "node:assert/strict";
import { passwordsAsOf } from "../../cli/report/reading-notes";
import { COMPLETE, known } from "../../policypack/facts/fact";
import { NOT_READ } from "../support/accounts";

const READ = {
  readAt: new Date("2026-11-21T12:00:30Z"),
  passwordsComplete: COMPLETE,
  credentialReportAt: known(new Date("2026-11-21T12:00:00Z")),
  credentialReportComplete: COMPLETE,
};
const OLD = known(new Date("2026-11-21T08:50:00Z"));

describe("how old what is told of passwords is", () => {
  const CASES: Readonly<
    Record<string, [changes: Partial<Parameters<typeof passwordsAsOf>[0]>, says: RegExp]>
  > = {
    "is just the time where AWS made the report now": [
      {},
      /^passwords as of 2026-11-21 12:00 UTC, by AWS's credential report$/,
    ],
    "is told where the report is older": [
      { credentialReportAt: OLD },
      /08:50 UTC, .*, 3 h 10 min before the account was read; asked again where it matters$/,
    ],
    "claims no newer knowledge where nobody was asked": [
      { credentialReportAt: OLD, passwordsComplete: NOT_READ },
      /3 h 10 min before the account was read$/,
    ],
    "tells of lines that can't be read": [
      { credentialReportComplete: NOT_READ },
      /; could not read the MFA devices/,
    ],
    "tells why there is no report": [
      { credentialReportAt: NOT_READ },
      /^passwords asked about user by user: could not/,
    ],
    "is minutes within the hour": [
      { credentialReportAt: known(new Date("2026-11-21T11:50:30Z")) },
      /, 10 min before/,
    ],
  };
  for (const [what, [changes, says]] of Object.entries(CASES)) {
    it(what, () => assert.match(passwordsAsOf({ ...READ, ...changes }), says));
  }
});
