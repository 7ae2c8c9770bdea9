import assert from "node:assert/strict";
import enrol from "../../cli/enrol/permissions.json";
import organization from "../../cli/organization/permissions.json";
import bucket from "../../cli/status/s3-permissions.json";
import simulate from "../../cli/verify/permissions.json";
import read from "../../policypack/facts/permissions.json";
import { SELF_SERVICE_ACTIONS } from "../../policypack/iam/self-service";
import { runCli } from "./run-cli";

describe("permissions", () => {
  it("prints what reading needs", async () => {
    const { code, stdout } = await runCli(["permissions"]);
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), read);
  });

  for (const [purpose, documents] of Object.entries({
    audit: [read],
    "audit-org": [organization],
    plan: [read],
    status: [read],
    "status-s3": [read, bucket],
    verify: [read],
    "verify-live": [read, simulate],
    enrol: [enrol],
  })) {
    it(`prints what ${purpose} needs, in one policy`, async () => {
      const { stdout } = await runCli(["permissions", "--for", purpose]);
      const Statement = documents.flatMap((document) => document.Statement as object[]);
      assert.deepEqual(JSON.parse(stdout), { Version: "2012-10-17", Statement });
    });
  }

  it("names the purposes where it is asked for another", async () => {
    const { code, stderr } = await runCli(["permissions", "--for", "everything"]);
    assert.equal(code, 2);
    assert.match(stderr, /Allowed choices are audit, audit-org, plan/);
  });

  it("of enrolling are among those of the self-service policy, which everybody has who must enrol", () => {
    const actions = enrol.Statement.flatMap(({ Action }) => Action);
    assert.deepEqual(
      actions.filter((action) => !SELF_SERVICE_ACTIONS.some((own) => own === action)),
      [],
    );
  });
});
