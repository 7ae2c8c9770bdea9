import { known } from "../policypack/facts/fact";
import type { AccountFacts } from "../policypack/facts/account-facts";
import { overlay } from "../policypack/facts/planned/overlay";
import { readPlan } from "../policypack/facts/planned/read-plan";
import { selfServicePolicy } from "../policypack/policy/self-service-policy";
import { parseRollout } from "../policypack/rollout/parse";
import { RULES_BY_NAME, type RuleName } from "../policypack/rules";
import { DEFAULT_SETTINGS, type RuleResult } from "../policypack/rules/rule";
import { plannedBy } from "./example-program";
import {
  consoleUser,
  FORCE_MFA_ARN,
  found,
  managedPolicy,
  modelAccount,
  NOW,
  password,
  userWithoutMfa,
  VIRTUAL,
} from "../test/support/accounts";
import { ADMIN_ARN, ADMIN_POLICY } from "../test/support/worst-account";

/** What a rule looks at: an account, and perhaps a Pulumi program or a rollout file. */
interface Case {
  readonly account: AccountFacts;
  /** TypeScript, as after `import * as aws from "@pulumi/aws"`. */
  readonly ts?: string;
  /** The rollout file. */
  readonly yaml?: string;
}

/** Something that a rule finds, and what mends it. `npm run docs` runs the rule, so that what a page shows is what it says. */
export interface RuleExample extends Case {
  readonly situation: string;
  /** A program or a rollout file takes the place of the one that was there; after commands the account is another. */
  readonly fix: Partial<Case> & { readonly about: string; readonly sh?: string };
}

/** What the rule says of its example, and what it says once that is mended. */
export function findingsOf(name: RuleName): { readonly before: RuleResult; readonly after: RuleResult } {
  const { fix, ...before } = RULE_EXAMPLES[name];
  return { before: check(name, before), after: check(name, { ...before, ...fix }) };
}

function check(name: RuleName, { account, ts, yaml }: Case): RuleResult {
  const facts = ts === undefined ? account : overlay(account, readPlan(plannedBy(ts)));
  const rollout = yaml === undefined ? null : parseRollout(yaml, "rollout.yaml");
  return RULES_BY_NAME[name].check(facts, {
    now: NOW,
    settings: { ...DEFAULT_SETTINGS, rollout },
    options: {},
  });
}

const IN_GROUP = { groups: [{ group: "force-mfa", origin: "live" as const }] };
const WITH_PASSWORD = { loginProfile: password("2026-03-04T05:06:07Z") };
const BOB_ENROLLED = modelAccount([consoleUser("bob", IN_GROUP, WITH_PASSWORD)]);
const ROOT = modelAccount().root;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html */
const REMOVE_ROOT_PASSWORD = {
  about:
    "Root's devices are registered in the console, as above. In a member account of an organization with centralized root " +
    "access, root's password can be removed instead:",
  sh: `aws sts assume-root --target-principal 111122223333 --region us-east-1 \\
  --task-policy-arn arn=arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials
aws iam delete-login-profile # with the credentials that assume-root returned`,
  account: modelAccount([], {
    root: { ...ROOT, hasPassword: known(false), hasMfa: known(false), virtualDevices: known([]) },
  }),
};

const NEW_USER = `const carol = new aws.iam.User("carol", { name: "carol" });
new aws.iam.UserLoginProfile("carol", { user: carol.name });`;

const POLICY = (operator: string) => `new aws.iam.Policy("must-use-mfa", {
  name: "must-use-mfa",
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        NotAction: [
          "iam:CreateVirtualMFADevice",
          "iam:EnableMFADevice",
          "iam:GetUser",
          "iam:ListMFADevices",
          "iam:ListVirtualMFADevices",
          "iam:ResyncMFADevice",
          "sts:GetSessionToken",
        ],
        Resource: "*",
        Condition: { ${operator}: { "aws:MultiFactorAuthPresent": "false" } },
      },
    ],
  }),
});`;

const ROLE = (condition: string) => `new aws.iam.Role("ops", {
  name: "ops",
  assumeRolePolicy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111122223333:user/ann" },
        Action: "sts:AssumeRole",${condition}
      },
    ],
  }),
});`;

const EXEMPTION = (expires: string) => `account: existing
exemptions:
  - user: ann
    owner: security@example.com
    reason: on leave
    expires: ${expires}`;

const WAVES = (user: string) => `account: existing
waves:
  - name: platform
    users: [${user}]
    deadline: 2027-02-01T09:00:00Z`;

/** An example of each rule's findings; the first thing that somebody would look for. */
export const RULE_EXAMPLES: Readonly<Record<RuleName, RuleExample>> = {
  "console-user-mfa": {
    situation: "bob has a console password, no MFA device, and no policy that makes him enrol.",
    account: modelAccount([userWithoutMfa("bob", {}, WITH_PASSWORD)]),
    fix: {
      about: "bob enrols in the console, as above, or an authenticator app is registered by command:",
      sh: `aws iam create-virtual-mfa-device --virtual-mfa-device-name bob \\
  --bootstrap-method QRCodePNG --outfile bob.png # scan it with the app, then delete it
aws iam enable-mfa-device --user-name bob --serial-number arn:aws:iam::111122223333:mfa/bob \\
  --authentication-code1 123456 --authentication-code2 654321 # two codes in a row`,
      account: BOB_ENROLLED,
    },
  },
  "console-user-mfa-pending": {
    situation: "bob is in the group of a force-MFA policy, and has not enrolled yet.",
    account: modelAccount([userWithoutMfa("bob", IN_GROUP, WITH_PASSWORD)]),
    fix: {
      about: "bob enrols in the console, as above, or with an access key of his own:",
      sh: "npx mfa-guard enrol",
      account: BOB_ENROLLED,
    },
  },
  "new-console-user-covered": {
    situation: "A program gives a new user a console password, and puts them under no force-MFA policy.",
    account: modelAccount(),
    ts: NEW_USER,
    fix: {
      about: "Put the user in a group that has such a policy:",
      ts: `${NEW_USER}
new aws.iam.UserGroupMembership("carol", { user: carol.name, groups: ["force-mfa"] });`,
    },
  },
  "force-mfa-intact": {
    situation:
      "A policy denies what is done without MFA by `Bool`, which does not match where the key is absent.",
    account: modelAccount(),
    ts: POLICY("Bool"),
    fix: { about: "The change that the finding names:", ts: POLICY("BoolIfExists") },
  },
  "force-mfa-coverage": {
    situation: "ann has MFA, but nothing makes her use it.",
    account: modelAccount(),
    fix: {
      about: "Put her in a group that has a force-MFA policy:",
      ts: `new aws.iam.UserGroupMembership("ann", { user: "ann", groups: ["force-mfa"] });`,
    },
  },
  "console-sign-in": {
    situation:
      "Console authorization is on, and the force-MFA policy denies what signing in with it calls without MFA.",
    account: modelAccount([], { consoleAuthorization: known("on") }),
    fix: {
      about: "Set this in the rollout file, and deploy:",
      yaml: "account: new\nselfService:\n  signInBeforeMfa: true",
      account: modelAccount([], {
        consoleAuthorization: known("on"),
        policies: found(
          new Map([
            [FORCE_MFA_ARN, managedPolicy(selfServicePolicy({ partition: "aws", signInBeforeMfa: true }))],
          ]),
        ),
      }),
    },
  },
  "root-mfa": {
    situation: "The root user has a password and no MFA device.",
    account: modelAccount([], { root: { ...ROOT, hasMfa: known(false) } }),
    fix: REMOVE_ROOT_PASSWORD,
  },
  "root-hardware-mfa": {
    situation: "The root user has an authenticator app.",
    account: modelAccount([], {
      root: {
        ...ROOT,
        virtualDevices: known([
          { ...VIRTUAL, serial: "arn:aws:iam::111122223333:mfa/root-account-mfa-device" },
        ]),
      },
    }),
    fix: REMOVE_ROOT_PASSWORD,
  },
  "admin-strong-mfa": {
    situation: "bea is an administrator with a console password and an authenticator app.",
    account: modelAccount(
      [consoleUser("bea", { attachedPolicies: [{ policy: ADMIN_ARN, origin: "live" }] })],
      { policies: found(new Map([[ADMIN_ARN, ADMIN_POLICY]])) },
    ),
    fix: {
      about:
        "A passkey is registered in the console only, as above. If a role that asks for MFA has the permissions instead, " +
        "take them from the user:",
      sh: `aws iam detach-user-policy --user-name bea --policy-arn ${ADMIN_ARN}`,
      account: modelAccount([consoleUser("bea")]),
    },
  },
  "role-trust-mfa": {
    situation: "A role's trust policy names a user, and does not ask for MFA.",
    account: modelAccount(),
    ts: ROLE(""),
    fix: {
      about: "Ask for it:",
      ts: ROLE('\n        Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },'),
    },
  },
  "exemption-valid": {
    situation: "An exemption of the rollout file has expired.",
    account: modelAccount(),
    yaml: EXEMPTION("2026-06-30"),
    fix: { about: "Remove it, or have its owner give it another end:", yaml: EXEMPTION("2027-03-31") },
  },
  "rollout-valid": {
    situation: "A wave of the rollout file names a user who does not exist.",
    account: modelAccount(),
    yaml: WAVES("ann, anne"),
    fix: { about: "Correct the name:", yaml: WAVES("ann") },
  },
  "unassigned-mfa-device": {
    situation: "bob broke off an enrolment, and the virtual device that it had made is still there.",
    account: modelAccount([], {
      unassignedDevices: known([
        { ...VIRTUAL, serial: "arn:aws:iam::111122223333:mfa/bob", enabled: null, urn: undefined },
      ]),
    }),
    fix: {
      about: "Delete it:",
      sh: "aws iam delete-virtual-mfa-device --serial-number arn:aws:iam::111122223333:mfa/bob",
      account: modelAccount(),
    },
  },
  "self-lockout": {
    situation: "An IAM user who deploys with an access key adds their own user to a group that forces MFA.",
    ...deployedBy({ longTermKey: true }),
    fix: {
      about: "Deploy with a session that was made with MFA; `mfa-guard session` makes one as well:",
      sh: `aws sts get-session-token --serial-number arn:aws:iam::111122223333:mfa/deployer --token-code 123456
# set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN to what it returned, then: pulumi up`,
      ...deployedBy({ longTermKey: false }),
    },
  },
};

function deployedBy({ longTermKey }: { readonly longTermKey: boolean }): Case {
  const arn = "arn:aws:iam::111122223333:user/deployer";
  return {
    account: modelAccount([consoleUser("deployer", {}, { arn })], {
      identity: known({ accountId: "111122223333", partition: "aws", arn, longTermKey }),
    }),
    ts: `new aws.iam.UserGroupMembership("deployer", { user: "deployer", groups: ["force-mfa"] });`,
  };
}
