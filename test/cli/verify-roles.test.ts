import assert from "node:assert/strict";
import { countKinds } from "../../cli/verify/outcome";
import { verifyAccount } from "../../cli/verify/verify";
import { describeVerdict } from "../../cli/verify/describe-verdict";
import { known } from "../../policypack/facts/fact";
import type { AccountFacts, User } from "../../policypack/facts/account-facts";
import { ALLOW_ALL, exempt, type JsonDocument, ours, read, withDeny } from "../policypack/iam/documents";
import { consoleUser, found, modelAccount, NOT_READ, NOW, role } from "../support/accounts";

const ANN = "arn:aws:iam::111122223333:user/ann";
const ROOT = "arn:aws:iam::111122223333:root";
const MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };

function trusting(AWS: string, Condition?: object) {
  return { Statement: [{ Effect: "Allow", Principal: { AWS }, Action: "sts:AssumeRole", Condition }] };
}

/** The self-service policy, with assuming roles among what it does not deny. */
const SPARING = withDeny({ NotAction: [...exempt(), "sts:AssumeRole"] });

function user(name: string, ...documents: JsonDocument[]): User {
  const inlinePolicies = documents.map((document, i) => ({
    name: `p${i}`,
    document: known(read(document)),
    origin: "live" as const,
    urn: undefined,
  }));
  return consoleUser(name, { inlinePolicies });
}

function verify(users: readonly User[], roles: AccountFacts["roles"]) {
  const account = modelAccount([], { users: found(users), roles });
  const verification = verifyAccount(account, { rollout: null, now: NOW, actions: ["s3:GetObject"] });
  const said = verification.groups.flatMap(({ users }) => users);
  return { ...verification, said: Object.fromEntries(said.map((u) => [u.name, describeVerdict(u.verdict)])) };
}

describe("verify, of roles that users can assume without MFA", () => {
  const PASSES = "without MFA only the self-service set works";

  it("does not pass who is named by a trust policy, where nothing denies the call", () => {
    const { said } = verify(
      [user("ann", SPARING), user("ben", SPARING)],
      found([role("ops", trusting(ANN)), role("audit", trusting("*"))]),
    );
    assert.match(
      said["ann"] ?? "",
      /^can assume roles audit, ops without MFA: their trust policies let them in/,
    );
    assert.match(said["ben"] ?? "", /^can assume role audit without MFA: its trust policy lets them in/);
  });

  it("passes where the policy denies the call, or the trust policy asks for MFA or leaves it to policies", () => {
    assert.deepEqual(verify([user("ann", ours())], found([role("ops", trusting(ANN))])).said, {
      ann: PASSES,
    });
    const roles = found([role("mfa", trusting(ANN, MFA)), role("account", trusting(ROOT))]);
    assert.deepEqual(verify([user("ann", SPARING)], roles).said, { ann: PASSES });
  });

  it("says from when on, of a wave in grace", () => {
    const late = withDeny({
      NotAction: [...exempt(), "sts:AssumeRole"],
      Condition: {
        BoolIfExists: { "aws:MultiFactorAuthPresent": "false" },
        DateGreaterThanEquals: { "aws:CurrentTime": "2027-02-01T00:00:00Z" },
      },
    });
    const { said, groups } = verify([user("ann", late)], found([role("ops", trusting(ANN))]));
    assert.match(said["ann"] ?? "", /^can assume role ops without MFA from 2027-02-01 00:00 UTC on: /);
    assert.equal(groups[0]?.users[0].verdict.kind, "fails");
  });

  it("leaves it at what the user's own policies leave open", () => {
    const open = withDeny({ NotAction: ["s3:*", "sts:AssumeRole", ...exempt()] });
    const { said } = verify([user("ann", open, ALLOW_ALL)], found([role("ops", trusting(ANN))]));
    assert.equal(said["ann"], "more than the self-service set works without MFA");
  });

  it("does not pass where it can't be told, or a role could not be read", () => {
    const network = { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } };
    const doubt = verify([user("ann", SPARING)], found([role("ops", trusting(ANN, network))]));
    assert.deepEqual(doubt.said, {});
    assert.deepEqual(
      doubt.gaps.map(({ subject, reason }) => [subject, reason.what]),
      [["ann", "whether users can assume arn:aws:iam::111122223333:role/ops without MFA"]],
    );
    const broken = role("ops", trusting(ANN), { trust: NOT_READ });
    const gaps = verify([user("ann", SPARING)], { found: [broken], complete: NOT_READ });
    assert.deepEqual(
      gaps.gaps.map(({ subject }) => subject),
      ["account 111122223333", "role ops"],
    );
    assert.equal(countKinds(gaps).unknown, 2);
  });
});
