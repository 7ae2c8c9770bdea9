import assert from "node:assert/strict";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import { known, unknown } from "../../policypack/facts/fact";
import { NOT_ASKED } from "../../policypack/facts/live/read-console-authorization";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { signInSetting } from "../../policypack/judgement/console-authorization";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import { consoleSignIn } from "../../policypack/rules/console-sign-in";
import { forceMfaIntact } from "../../policypack/rules/force-mfa-intact";
import type { Outcome, Rule } from "../../policypack/rules/rule";
import {
  CONTEXT,
  DENIED,
  FORCE_MFA_ARN,
  found,
  managedPolicy,
  modelAccount,
  NOT_READ,
} from "../support/accounts";

type Setting = AccountFacts["consoleAuthorization"];

const ON = known("on" as const);
const OFF = known("off" as const);
const SPARED = selfServicePolicy({ partition: "aws", signInBeforeMfa: true });

function accountWith(
  consoleAuthorization: Setting,
  document: object = selfServicePolicy({ partition: "aws" }),
) {
  const policies = found(new Map([[FORCE_MFA_ARN, managedPolicy(document)]]));
  return modelAccount([], { consoleAuthorization, policies });
}

function outcomes(rule: Rule, account: AccountFacts, content?: object): readonly Outcome[] {
  const rollout = content ? parseRolloutObject({ account: "existing", ...content }, "test") : null;
  return rule.check(account, { ...CONTEXT, settings: { ...CONTEXT.settings, rollout } }).outcomes;
}

const kinds = (...of: Parameters<typeof outcomes>) => outcomes(...of).map(({ kind }) => kind);

describe("console-sign-in", () => {
  it("finds the policy that denies signing in where console authorization is on", () => {
    const [outcome] = outcomes(consoleSignIn, accountWith(ON));
    assert.ok(outcome?.kind === "violation");
    assert.equal(outcome.subject, "policy force-mfa-self-service");
    assert.match(outcome.message, /is on \(by AWS\): .*signin:AuthorizeOAuth2Access/);
  });

  it("finds it also where only the rollout file says that it is on", () => {
    const said = { consoleAuthorization: "on" };
    for (const setting of [OFF, NOT_READ, NOT_ASKED]) {
      const [outcome] = outcomes(consoleSignIn, accountWith(setting), said);
      assert.match(outcome?.kind === "violation" ? outcome.message : "", /is on \(by the rollout file\)/);
    }
  });

  it("finds a denial that begins at a date to come, and one of some actions more", () => {
    const from = new Date("2027-06-01T00:00:00Z");
    assert.deepEqual(kinds(consoleSignIn, accountWith(ON, selfServicePolicy({ partition: "aws", from }))), [
      "violation",
    ]);
    const half = JSON.parse(JSON.stringify(SPARED).replace('"signin:CreateOAuth2Token",', "")) as object;
    assert.deepEqual(kinds(consoleSignIn, accountWith(ON, half)), ["violation"]);
  });

  it("is content where it is off, or signing in is spared", () => {
    assert.deepEqual(kinds(consoleSignIn, accountWith(OFF)), []);
    assert.deepEqual(kinds(consoleSignIn, accountWith(ON, SPARED)), []);
  });

  it("leaves policies alone that do not mean to force MFA", () => {
    const other = { Statement: [{ Effect: "Deny", Action: "signin:*", Resource: "*" }] };
    assert.deepEqual(kinds(consoleSignIn, accountWith(ON, other)), []);
  });

  it("is unknown where the setting is and a policy denies signing in; of the others it does not matter", () => {
    assert.deepEqual(kinds(consoleSignIn, accountWith(NOT_READ)), ["unknown"]);
    assert.deepEqual(kinds(consoleSignIn, accountWith(NOT_READ, SPARED)), []);
    assert.deepEqual(kinds(consoleSignIn, accountWith(NOT_READ), { consoleAuthorization: "off" }), []);
  });

  it("finds it also where the account could not tell which it is", () => {
    assert.deepEqual(kinds(consoleSignIn, { ...accountWith(ON), identity: NOT_READ }), ["violation"]);
  });

  it("does not pass where policies could not be read", () => {
    const unread = { policies: found(new Map(), NOT_READ) };
    assert.deepEqual(kinds(consoleSignIn, { ...accountWith(ON), ...unread }), ["unknown"]);
    assert.deepEqual(kinds(consoleSignIn, { ...accountWith(NOT_READ), ...unread }), ["unknown"]);
    assert.deepEqual(kinds(consoleSignIn, { ...accountWith(OFF), ...unread }), []);
  });

  it("has nothing to say where there was nobody to ask", () => {
    assert.deepEqual(kinds(consoleSignIn, accountWith(NOT_ASKED)), []);
    const notDocumented = unknown({ ...DENIED, code: "NotDocumented" });
    assert.deepEqual(kinds(consoleSignIn, accountWith(notDocumented)), []);
  });
});

describe("what a policy spares for signing in", () => {
  it("is a weakness, unless the rollout file wants it so or console authorization is on", () => {
    const option = { selfService: { signInBeforeMfa: true } };
    assert.deepEqual(kinds(forceMfaIntact, accountWith(OFF, SPARED)), ["violation"]);
    assert.deepEqual(kinds(forceMfaIntact, accountWith(NOT_READ, SPARED)), ["violation"]);
    assert.deepEqual(kinds(forceMfaIntact, accountWith(OFF, SPARED), option), []);
    assert.deepEqual(kinds(forceMfaIntact, accountWith(ON, SPARED)), []);
    assert.deepEqual(kinds(forceMfaIntact, accountWith(OFF, SPARED), { consoleAuthorization: "on" }), []);
  });

  it("is no leave for other actions of AWS Sign-In", () => {
    const wide = JSON.parse(JSON.stringify(SPARED).replace("signin:CreateOAuth2Token", "signin:*")) as object;
    assert.deepEqual(kinds(forceMfaIntact, accountWith(ON, wide)), ["violation"]);
  });
});

describe("whether console authorization is on", () => {
  it("is AWS's word before the rollout file's, but for an organization's that AWS may not tell of", () => {
    const say = (setting: Setting, word?: "on" | "off") => {
      const rollout = parseRolloutObject(
        { account: "existing", ...(word && { consoleAuthorization: word }) },
        "test",
      );
      const found = signInSetting({ consoleAuthorization: setting }, rollout);
      return found.state === "unknown" ? found.state : `${found.state} by ${found.by}`;
    };
    assert.deepEqual([say(ON), say(OFF), say(NOT_READ)], ["on by AWS", "off by AWS", "unknown"]);
    assert.deepEqual([say(ON, "off"), say(OFF, "on")], ["on by AWS", "on by the rollout file"]);
    assert.deepEqual(
      [say(NOT_READ, "on"), say(NOT_READ, "off")],
      ["on by the rollout file", "off by the rollout file"],
    );
  });
});
