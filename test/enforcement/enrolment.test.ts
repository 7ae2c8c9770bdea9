import assert from "node:assert/strict";
import { prepare } from "../../enforcement/prepare";
import { known } from "../../policypack/facts/fact";
import type { LiveUser, PasswordPolicy, User } from "../../policypack/facts/account-facts";
import type { RolloutInput } from "../../policypack/rollout/rollout-schema";
import {
  consoleUser,
  managedPolicy,
  NOT_READ,
  NOW,
  userWithoutMfa,
  VIRTUAL,
  found,
  inlinePolicy,
} from "../support/accounts";
import { ADA, account, DEADLINE, deployedWave, inGroups, liveAccount, stackConfig } from "./accounts";

const LIMIT = "arn:aws:iam::111122223333:policy/limit";
const NO_IAM = managedPolicy(
  { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } },
  { name: "limit" },
);
const bounded = { permissionsBoundary: known(LIMIT) };
const profile = (changes: object) => ({
  loginProfile: known({
    changed: new Date("2026-05-01T00:00:00Z"),
    lastUsed: null,
    nextRotation: null,
    resetRequired: known(false),
    ...changes,
  }),
});
const MUST_RESET = profile({ resetRequired: known(true) });
const inline = (...Statement: object[]) =>
  inlinePolicy("no", {
    Version: "2012-10-17",
    Statement: Statement.map((statement) => ({ Resource: "*", ...statement })),
  });
const deny = (Action: string, more: object = {}) => inline({ Sid: "No", Effect: "Deny", Action, ...more });
const AGE: PasswordPolicy = { minimumLength: 14, maximumAge: 90, hardExpiry: false, usersMayChange: true };

const NEW: RolloutInput = { account: "new" };
const wave = (deadline: string): RolloutInput => ({
  account: "existing",
  waves: [{ name: "one", rest: true, deadline }],
});

interface Case {
  readonly user: User;
  readonly rollout?: RolloutInput;
  readonly passwordPolicy?: PasswordPolicy;
  readonly live?: Partial<LiveUser>;
  /** What the refusal says of them; null: nothing is refused. */
  readonly says: RegExp | null;
}

const CASES: Readonly<Record<string, Case>> = {
  "is not refused of a user who can enrol": { user: userWithoutMfa("bob"), says: null },
  "is refused of a user under a boundary without IAM": {
    user: userWithoutMfa("bob", bounded),
    says: /^1 user could not enrol once covered, and would be locked out: bob \(iam:\w+ is not allowed by .*limit/,
  },
  "is not refused where such a user has a device": {
    user: consoleUser("bob", bounded, { devices: found([VIRTUAL]) }),
    says: null,
  },
  "is refused where such a user is denied everything with MFA too": {
    user: consoleUser("bob", deny("*", { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } })),
    says: /^1 user could do nothing once covered, and would be locked out: bob \(everything is denied with MFA too, by No of policy no\)\. Who is denied everything with MFA too: change that policy/,
  },
  "is refused of a user whom another policy denies IAM": {
    user: userWithoutMfa("bob", deny("iam:*")),
    says: /bob \(iam:CreateVirtualMFADevice is denied by No of policy no\)/,
  },
  "is not refused of a user whom another policy keeps to some services": {
    user: userWithoutMfa(
      "bob",
      inline({ Effect: "Allow", Action: "*" }, { Effect: "Deny", NotAction: ["s3:*", "iam:*"] }),
    ),
    says: null,
  },
  "is refused of a user whom another policy denies IAM but with a boundary": {
    user: userWithoutMfa(
      "bob",
      deny("iam:*", { Condition: { StringNotEquals: { "iam:PermissionsBoundary": LIMIT } } }),
    ),
    says: /bob \(iam:CreateVirtualMFADevice is denied by No of policy no\)/,
  },
  "is refused of a user who must change the password": {
    user: userWithoutMfa("bob", {}, MUST_RESET),
    passwordPolicy: { ...AGE, maximumAge: null },
    says: /bob \(the password must be changed at the next sign-in, and iam:ChangePassword is denied by .*passwordChangeBeforeMfa/,
  },
  "names an administrator where the change is not allowed now, either": {
    user: userWithoutMfa("bob", {}, MUST_RESET),
    says: /force-mfa\)\. Who can't change their password.* administrator set a new one that need not be changed, by aws iam update-login-profile --no-password-reset-required\. To cover/,
  },
  "names an administrator where the change is denied now, and the policy that denies enrolling": {
    user: userWithoutMfa("bob", deny("iam:*"), MUST_RESET),
    passwordPolicy: { ...AGE, maximumAge: null },
    says: /policy no\)\. Change the policy that is named .* Who can't change their password.*required\. To cover/,
  },
  "is not refused where the password may be changed before MFA": {
    user: userWithoutMfa("bob", {}, MUST_RESET),
    rollout: { ...NEW, selfService: { passwordChangeBeforeMfa: true } },
    says: null,
  },
  "is refused where another policy denies that change all the same": {
    user: userWithoutMfa("bob", deny("iam:ChangePassword"), MUST_RESET),
    rollout: { ...NEW, selfService: { passwordChangeBeforeMfa: true } },
    says: /iam:ChangePassword is denied by No of policy no/,
  },
  "is refused of a user whose password is past its rotation date": {
    user: userWithoutMfa("bob", {}, profile({ nextRotation: new Date("2026-07-30T00:00:00Z") })),
    says: /bob \(the password expired on 2026-07-30 and must then be changed/,
  },
  "is refused of a user whose password is older than the account allows": {
    user: userWithoutMfa("bob", {}, profile({})),
    passwordPolicy: AGE,
    says: /bob \(the password expired on 2026-07-30/,
  },
  "is refused of a wave whose deadline comes after the password has expired": {
    user: userWithoutMfa("bob", {}, profile({ nextRotation: new Date("2027-01-15T00:00:00Z") })),
    rollout: wave(DEADLINE),
    says: /bob \(the password expires on 2027-01-15/,
  },
  "is not refused of a password that lasts beyond the deadline": {
    user: userWithoutMfa("bob", {}, profile({ nextRotation: new Date("2027-06-15T00:00:00Z") })),
    rollout: wave(DEADLINE),
    says: null,
  },
  "is refused where an expired password can't be changed at all": {
    user: userWithoutMfa("bob", {}, profile({})),
    passwordPolicy: { ...AGE, hardExpiry: true },
    rollout: { ...NEW, selfService: { passwordChangeBeforeMfa: true } },
    says: /only an administrator reset it\)\. Who can't change their password.*required\. To cover/,
  },
  "is refused where the boundary can't be read": {
    user: userWithoutMfa("bob", { permissionsBoundary: NOT_READ }),
    says: /bob \(.* could not be read \(iam:ListMFADevices: AccessDenied\)/,
  },
};

async function prepared({ user, rollout = NEW, passwordPolicy }: Case, allowed: readonly string[] = []) {
  const facts = {
    ...account([ADA, user], [], { [LIMIT]: NO_IAM }),
    passwordPolicy: known(passwordPolicy ?? null),
  };
  const allow = { lockingMyselfOut: false, noAdministratorLeft: false, lockingOut: allowed };
  return prepare(stackConfig(rollout, { allow }), liveAccount(facts), NOW);
}

describe("a deployment that would lock somebody out", () => {
  for (const [what, test] of Object.entries(CASES)) {
    it(what, async () => {
      const { refusals } = await prepared(test);
      if (test.says === null) assert.deepEqual(refusals, []);
      else assert.match(refusals.join("\n"), test.says);
    });
  }

  it("names the way on for all who are told, and is not refused of whom the setting names", async () => {
    const { refusals } = await prepared({ user: userWithoutMfa("bob", bounded), says: null });
    assert.match(refusals.join(), /pulumi config set --path 'mfa-guard:allowLockingOut\[0\]' bob$/);
    const { refusals: none, notes } = await prepared({ user: userWithoutMfa("bob", bounded), says: null }, [
      "BOB",
    ]);
    assert.deepEqual(none, []);
    assert.ok(notes.some(({ message }) => message.startsWith("bob can't enrol once covered: ")));
  });

  it("is told, and not refused, where it hangs on the network they enrol from", async () => {
    const office = deny("iam:*", { Condition: { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } } });
    const { refusals, notes } = await prepared({ user: userWithoutMfa("bob", office), says: null });
    assert.deepEqual(refusals, []);
    assert.ok(notes.some(({ message }) => message.startsWith("bob may not be able to enrol once covered: ")));
  });

  it("is told, and not refused, of users who are denied already", async () => {
    const { group, policies } = deployedWave("one", "2026-11-01T00:00:00Z");
    const bob = userWithoutMfa("bob", { ...bounded, ...inGroups("force-mfa-one") });
    const facts = account([ADA, bob], [group], { ...policies, [LIMIT]: NO_IAM });
    const { refusals, notes } = await prepare(
      stackConfig(wave("2026-11-01T00:00:00Z")),
      liveAccount(facts),
      NOW,
    );
    assert.deepEqual(refusals, []);
    assert.ok(notes.some(({ message }) => message.startsWith("bob can't enrol once covered: ")));
  });
});
