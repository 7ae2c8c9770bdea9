import assert from "node:assert/strict";
import { describeReason } from "../../../policypack/facts/fact";
import { DENIED } from "../../support/accounts";

describe("a reason, in one sentence", () => {
  for (const { of, call = DENIED.call, code, says } of [
    {
      of: "AWS's answer",
      code: "AccessDenied",
      says: "iam:ListMFADevices answered AccessDenied (not authorized)",
    },
    { of: "a call that nobody made", code: "NotAsked", says: "iam:ListMFADevices: not authorized" },
    { of: "an answer that does not say", code: "NotTold", says: "iam:ListMFADevices: not authorized" },
    { of: "a conclusion", call: "mfa-guard", code: "CantTell", says: "mfa-guard: not authorized" },
    {
      of: "a file",
      call: "the file a.json",
      code: "SnapshotTooOld",
      says: "the file a.json: not authorized",
    },
  ])
    it(`names an error code only where AWS answered with one: ${of}`, () => {
      assert.equal(
        describeReason({ ...DENIED, call, code }),
        `could not read ${DENIED.what}: ${says}. ${DENIED.remedy}`,
      );
    });
});
