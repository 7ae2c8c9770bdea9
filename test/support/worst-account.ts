import { known } from "../../policypack/facts/fact";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import type { RuleContext } from "../../policypack/rules/rule";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import {
  consoleUser,
  CONTEXT,
  found,
  managedPolicy,
  modelAccount,
  plannedUser,
  role,
  userWithoutMfa,
  VIRTUAL,
} from "./accounts";

export const ADMIN_ARN = "arn:aws:iam::aws:policy/AdministratorAccess";

export const ADMIN_POLICY = managedPolicy(
  { Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
  { name: "AdministratorAccess" },
);

/** A force-MFA policy that long-term access keys get past. */
const HOLEY = JSON.parse(
  JSON.stringify(selfServicePolicy({ partition: "aws" })).replace('{"BoolIfExists"', '{"Bool"'),
) as object;

/** Trusts the account, on a condition or on none. */
function trust(Condition?: object): object {
  const Principal = { AWS: "arn:aws:iam::111122223333:root" };
  return { Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal, Condition }] };
}

/** An account about which every rule has something to say. */
export function worstAccount(): AccountFacts {
  const planned = { groups: [{ group: "force-mfa", origin: "planned" as const }] };
  const deployer = userWithoutMfa("deployer", planned, { arn: "arn:aws:iam::111122223333:user/deployer" });
  const admin = consoleUser("boss", { attachedPolicies: [{ policy: ADMIN_ARN, origin: "live" }] });
  const model = modelAccount([deployer, admin, userWithoutMfa("bob"), plannedUser("new")]);
  const policies = new Map([
    ...model.policies.found,
    [ADMIN_ARN, ADMIN_POLICY],
    ["holey", managedPolicy(HOLEY)],
  ]);
  return {
    ...model,
    users: found(model.users.found.filter(({ name }) => name !== "ann").map(withAllDevicesRead)),
    policies: found(policies),
    roles: found([role("ops", trust())]),
    root: { ...model.root, hasMfa: known(false) },
    unassignedDevices: known([{ ...VIRTUAL, urn: undefined }]),
    consoleAuthorization: known("on"),
  };
}

/** As `worstAccount`, but root has MFA: it can't both have none and have the wrong kind. */
export function worstAccountWithRootMfa(): AccountFacts {
  const worst = worstAccount();
  return { ...worst, root: { ...worst.root, hasMfa: known(true), virtualDevices: known([VIRTUAL]) } };
}

function withAllDevicesRead(user: AccountFacts["users"]["found"][number]) {
  if (!user.live.known || user.live.value === null) return user;
  const { devices } = user.live.value;
  return { ...user, live: known({ ...user.live.value, devices: found(devices.found) }) };
}

/** A rollout file with an exemption that has expired. */
export const WORST_CONTEXT: RuleContext = {
  ...CONTEXT,
  settings: {
    ...CONTEXT.settings,
    rollout: parseRolloutObject(
      {
        account: "existing",
        exemptions: [
          { user: "bob", owner: "security@example.com", reason: "was on leave", expires: "2026-06-30" },
        ],
      },
      "test",
    ),
  },
};

/** A rollout file that is right for the model account. */
export const MODEL_CONTEXT: RuleContext = {
  ...CONTEXT,
  settings: {
    ...CONTEXT.settings,
    rollout: parseRolloutObject(
      {
        account: "existing",
        waves: [{ name: "everyone", rest: true, deadline: "2026-06-01T09:00:00Z" }],
        exemptions: [
          {
            user: "ann",
            owner: "security@example.com",
            reason: "sealed",
            expires: "2026-12-31",
          },
        ],
      },
      "test",
    ),
  },
};

/** An account about which no rule has anything to say: everybody enrolled, and covered. */
export function contentAccount(): AccountFacts {
  const groups = [{ group: "force-mfa", origin: "live" as const }];
  const model = modelAccount([consoleUser("bea", { groups })]);
  const asking = role("ops", trust({ Bool: { "aws:MultiFactorAuthPresent": "true" } }));
  return {
    ...model,
    users: found(model.users.found.map((user) => ({ ...user, groups }))),
    roles: found([asking]),
  };
}
