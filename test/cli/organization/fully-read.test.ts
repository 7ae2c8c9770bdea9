import assert from "node:assert/strict";
import { isFullyRead } from "../../../cli/organization/kept-accounts";
import { unknown } from "../../../policypack/facts/fact";
import { DENIED, modelAccount } from "../../support/accounts";

function accountWith(code: string) {
  return modelAccount([], { consoleAuthorization: unknown({ ...DENIED, code }) });
}

describe("what was read of an account is kept for the next run", () => {
  for (const code of ["NotAsked", "NotServed", "NotDocumented", "NotTold", "UnreadableLine"])
    it(`where a fact is unknown with ${code}, for another reading would tell no more`, () => {
      assert.equal(isFullyRead(accountWith(code)), true);
    });

  for (const code of ["AccessDenied", "Throttling", "NotInTheAnswer"])
    it(`but not where it is unknown with ${code}, which another reading may mend`, () => {
      assert.equal(isFullyRead(accountWith(code)), false);
    });
});
