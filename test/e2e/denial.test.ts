import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateUserCommand,
  DeactivateMFADeviceCommand,
  ListMFADevicesCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, GetSessionTokenCommand } from "@aws-sdk/client-sts";
import { createKeys, sandboxIam, sandboxPlace } from "../../sandbox/demo/account";
import type { Authenticator } from "../../sandbox/demo/authenticator";
import { AwsCaller, type Place } from "../../sandbox/demo/caller";
import { enrol } from "../../sandbox/demo/enrol";
import { toStderr } from "../../sandbox/progress";
import { copyProject } from "../../sandbox/project-copy";
import { openSandbox } from "../support/sandbox";
import { TestProject } from "../support/project";
import { type Employee, People, type Person } from "./denial-account";
import { type Account, BACKENDS } from "./denial-backends";

/** One person with one kind of credentials, what they know, and what they have come by so far. */
class Actor {
  device: Authenticator | undefined;
  withoutMfa: AwsCaller | undefined;
  withMfa: AwsCaller | undefined;

  constructor(
    readonly account: Account,
    readonly self: Employee,
  ) {}

  async enrols(): Promise<void> {
    const { name, keyed } = this.self;
    this.device = await enrol(keyed.iam, { user: name, name, now: this.account.now });
  }

  async opensSession(): Promise<void> {
    this.withoutMfa = await this.session({});
  }

  /** Gives a code of the device, once the next one holds. */
  async provesMfa(): Promise<void> {
    await this.account.wait(this.owned().untilNext());
    this.withMfa = await this.session(this.proof(this.owned().nextCode()));
  }

  async session(proof: { SerialNumber?: string; TokenCode?: string }): Promise<AwsCaller> {
    const { Credentials } = await this.self.keyed.sts.send(new GetSessionTokenCommand(proof));
    return new AwsCaller(this.account.place, {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken,
    });
  }

  proof(TokenCode: string): { SerialNumber: string; TokenCode: string } {
    return { SerialNumber: this.owned().serial, TokenCode };
  }

  owned(): Authenticator {
    assert.ok(this.device, "nothing is enrolled yet");
    return this.device;
  }
}

/** What is called with; the two sessions only once they have been opened. */
const CREDENTIALS = {
  "long-term key": (actor: Actor) => actor.self.keyed,
  "session without MFA": (actor: Actor) => actor.withoutMfa,
  "session with MFA": (actor: Actor) => actor.withMfa,
};

type Call = (caller: AwsCaller, actor: Actor) => Promise<unknown>;

const CALLS = {
  "s3 ListBuckets": (caller) => caller.listBuckets(),
  "iam ListUsers": ({ iam }) => iam.send(new ListUsersCommand({})),
  "iam ListMFADevices, own": ({ iam }) => iam.send(new ListMFADevicesCommand({})),
  "iam DeactivateMFADevice, own": ({ iam }, { self, device }) => {
    const command = { UserName: self.name, SerialNumber: device?.serial };
    return iam.send(new DeactivateMFADeviceCommand(command));
  },
  "sts GetCallerIdentity": ({ sts }) => sts.send(new GetCallerIdentityCommand({})),
  "enrol a device": (_, actor) => actor.enrols(),
  "get a session": (_, actor) => actor.opensSession(),
  "get a session by a wrong code": (_, actor) => actor.session(actor.proof(actor.owned().wrongCode())),
  "get a session by a used code": (_, actor) => actor.session(actor.proof(actor.owned().usedCode())),
  "get a session by a good code": (_, actor) => actor.provesMfa(),
} satisfies Record<string, Call>;

const OUTCOMES = {
  allowed: /^allowed$/,
  denied: /^AccessDenied: .*explicit deny/,
  // IAM takes no such session at all, whatever a policy says; others may go by the policy.
  "not taken": /^InvalidClientTokenId|^AccessDenied/,
  "bad code": /^AccessDenied: MultiFactorAuthentication failed/,
};

type Step = readonly [Person, keyof typeof CREDENTIALS, keyof typeof CALLS, keyof typeof OUTCOMES];

/** In this order: who enrols has enrolled from there on. */
const STEPS: readonly Step[] = [
  ["exempt", "long-term key", "s3 ListBuckets", "allowed"],
  ["exempt", "long-term key", "iam ListUsers", "allowed"],
  ["before the deadline", "long-term key", "s3 ListBuckets", "allowed"],
  ["before the deadline", "long-term key", "iam ListUsers", "allowed"],
  ["after the deadline", "long-term key", "s3 ListBuckets", "denied"],
  ["after the deadline", "long-term key", "iam ListUsers", "denied"],
  ["after the deadline", "long-term key", "iam ListMFADevices, own", "allowed"],
  ["covered", "long-term key", "s3 ListBuckets", "denied"],
  ["covered", "long-term key", "iam ListUsers", "denied"],
  ["covered", "long-term key", "sts GetCallerIdentity", "allowed"],
  ["covered", "long-term key", "get a session", "allowed"],
  ["covered", "session without MFA", "s3 ListBuckets", "denied"],
  ["covered", "session without MFA", "iam ListUsers", "not taken"],
  ["covered", "long-term key", "enrol a device", "allowed"],
  ["covered", "long-term key", "iam ListMFADevices, own", "allowed"],
  ["covered", "long-term key", "s3 ListBuckets", "denied"],
  ["covered", "long-term key", "iam ListUsers", "denied"],
  ["covered", "long-term key", "iam DeactivateMFADevice, own", "denied"],
  ["covered", "session without MFA", "iam DeactivateMFADevice, own", "not taken"],
  ["covered", "long-term key", "get a session by a wrong code", "bad code"],
  ["covered", "long-term key", "get a session by a used code", "bad code"],
  ["covered", "long-term key", "get a session by a good code", "allowed"],
  ["covered", "long-term key", "get a session by a used code", "bad code"],
  ["covered", "session with MFA", "s3 ListBuckets", "allowed"],
  ["covered", "session with MFA", "iam ListUsers", "allowed"],
  ["covered", "long-term key", "s3 ListBuckets", "denied"],
  ["covered", "session with MFA", "iam DeactivateMFADevice, own", "allowed"],
  ["covered", "long-term key", "get a session by a good code", "bad code"],
];

/** "allowed", or the error as AWS names and words it. */
async function outcomeOf(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
    return "allowed";
  } catch (thrown) {
    const { name, message } = thrown as Error;
    return `${name}: ${message}`;
  }
}

/** Tries again for as long as the account may not have heard of the last change everywhere. */
async function settled(expected: RegExp, patience: number, call: () => Promise<unknown>): Promise<string> {
  const until = Date.now() + patience;
  for (;;) {
    const outcome = await outcomeOf(call);
    if (expected.test(outcome) || Date.now() >= until) return outcome;
    await sleep(2_000);
  }
}

for (const { name, missing, open } of BACKENDS) {
  describe(`denials, by ${name}`, () => {
    if (missing) {
      it(`the same ${STEPS.length} steps (skipped: ${missing})`, function () {
        this.skip();
      });
      return;
    }
    const actors = new Map<Person, Actor>();
    let account: Account | undefined;
    let people: People | undefined;

    before(async () => {
      account = await open();
      people = new People(account);
      await people.hire();
      for (const [person, employee] of people.employees) actors.set(person, new Actor(account, employee));
    });
    after(async () => {
      await people?.dismiss();
      await account?.close();
    });

    for (const step of STEPS) it(titleOf(step), () => carryOut(step, actors));
  });
}

function titleOf([person, credentials, call, expected]: Step): string {
  return `${person}, ${credentials}: ${call} -> ${expected}`;
}

async function carryOut([person, credentials, call, expected]: Step, actors: ReadonlyMap<Person, Actor>) {
  const actor = actors.get(person);
  const caller = actor && CREDENTIALS[credentials](actor);
  assert.ok(actor && caller, `there is no ${credentials}: an earlier step failed`);
  const outcome = await settled(OUTCOMES[expected], actor.account.patience, () => CALLS[call](caller, actor));
  assert.match(outcome, OUTCOMES[expected]);
}

describe("denials, by the stack in an enforcing sandbox", () => {
  it("come with `pulumi up`, and go with `pulumi destroy`", async () => {
    const sandbox = await openSandbox({ enforce: true }, toStderr);
    try {
      const iam = sandboxIam(sandbox.env);
      const bob = await hire(sandboxPlace(sandbox.env), iam, "bob");
      const dir = await copyProject(sandbox, "guard");
      await writeFile(path.join(dir, "Pulumi.test.yaml"), "config:\n  mfa-guard:users: [bob]\n");
      const stack = await TestProject.open(sandbox, dir, "test");
      assert.match(await outcomeOf(() => bob.listBuckets()), OUTCOMES.allowed);
      const up = await stack.pulumi(["up", "--yes", "--skip-preview", "--policy-pack", "policypack"]);
      assert.equal(up.code, 0, up.output);
      const denied = await outcomeOf(() => bob.listBuckets());
      assert.match(
        denied,
        /in an identity-based policy: arn:aws:iam::123456789012:policy\/force-mfa-self-service$/,
      );
      const down = await stack.pulumi(["destroy", "--yes"]);
      assert.equal(down.code, 0, down.output);
      assert.match(await outcomeOf(() => bob.listBuckets()), OUTCOMES.allowed);
      await sandbox.reset();
      assert.match(await outcomeOf(() => bob.listBuckets()), /^InvalidClientTokenId/);
    } finally {
      await sandbox.close();
    }
  });
});

async function hire(place: Place, iam: ReturnType<typeof sandboxIam>, UserName: string): Promise<AwsCaller> {
  await iam.send(new CreateUserCommand({ UserName }));
  const Statement = { Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" };
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "work", PolicyDocument }));
  return new AwsCaller(place, await createKeys(iam, UserName));
}
