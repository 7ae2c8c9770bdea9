import assert from "node:assert/strict";
import { policyNotes } from "../../../cli/verify/verify";
import { NOW } from "../../support/accounts";
import { ALLOW_ALL, exempt, ours, read, withDeny } from "./documents";

const ANN = { name: "ann", path: "/", accountId: "111122223333", partition: "aws" };
const WITHOUT_SESSION = withDeny({
  NotAction: exempt().filter((action) => action !== "sts:GetSessionToken"),
});

function notes(documents: Readonly<Record<string, object>>, hasKeys: boolean): readonly string[] {
  const identity = Object.entries(documents).map(([name, document]) => ({ name, document: read(document) }));
  return policyNotes({ identity }, ANN, NOW, hasKeys);
}

describe("notes on a user's policies", () => {
  it("are none for a user who has our policy and some work to do", () => {
    assert.deepEqual(notes({ ours: ours() }, true), []);
  });

  it("tell that GetSessionToken is not spared, with AWS's word on it, where there are keys that need it", () => {
    assert.match(
      notes({ ours: WITHOUT_SESSION }, true).join(),
      /^sts:GetSessionToken is denied by Deny.*API_GetSessionToken/,
    );
    assert.deepEqual(notes({ ours: WITHOUT_SESSION }, false), []);
    const sts = { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "sts:*", Resource: "*" }] };
    assert.match(notes({ ours: WITHOUT_SESSION }, true).join(), /all the same: add it to NotAction, or/);
    assert.match(
      notes({ ours: ours(), sts }, true).join(),
      /by statement 1 of policy sts, .*all the same: let it pass there, or/,
    );
  });

  it("tell that an administrator may enrol a device for others", () => {
    assert.match(
      notes({ ours: ours(), work: ALLOW_ALL }, false).join(),
      /^without MFA they may enrol a device for other users too/,
    );
    const own = "arn:aws:iam::111122223333:user/ann";
    const others = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Action: "iam:EnableMFADevice", NotResource: own }],
    };
    assert.deepEqual(notes({ ours: ours(), work: ALLOW_ALL, others }, false), []);
  });
});
