import { randomBytes } from "node:crypto";
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteGroupCommand,
  DeletePolicyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DeleteVirtualMFADeviceCommand,
  DetachGroupPolicyCommand,
  type IAMClient,
  ListVirtualMFADevicesCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
} from "@aws-sdk/client-iam";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import { createKeys } from "../../sandbox/demo/account";
import { AwsCaller } from "../../sandbox/demo/caller";
import type { Account } from "./denial-backends";

const DAY = 24 * 60 * 60 * 1000;

/** Who the tests are about, and from when they are denied, in days from now; the exempt are in no group. */
const PEOPLE = {
  covered: { from: null, path: "/people/" },
  "before the deadline": { from: 1, path: "/" },
  "after the deadline": { from: -1, path: "/" },
  exempt: undefined,
};

export type Person = keyof typeof PEOPLE;

/** What all of them may do: so whatever denies them, it is not for want of a permission. */
const WORK = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: ["iam:ListUsers", "s3:ListAllMyBuckets"], Resource: "*" },
};

/** Somebody with a long-term key. */
export interface Employee {
  readonly name: string;
  readonly keyed: AwsCaller;
}

/** The people in an account, under names that nobody else has, and how to undo all of it. */
export class People {
  private readonly undo: (() => Promise<unknown>)[] = [];
  private readonly prefix = `mfa-guard-test-${randomBytes(4).toString("hex")}`;
  readonly employees = new Map<Person, Employee>();

  constructor(private readonly account: Account) {}

  async hire(): Promise<void> {
    for (const person of Object.keys(PEOPLE) as Person[]) await this.hireOne(person);
  }

  /** Removes everything, the last first; goes on where something is gone already. */
  async dismiss(): Promise<void> {
    for (const step of this.undo.reverse()) await step().catch((error: unknown) => console.error(error));
  }

  private async hireOne(person: Person): Promise<void> {
    const { admin, place } = this.account;
    const UserName = `${this.prefix}-${person.replaceAll(" ", "-")}`;
    const { from, path } = PEOPLE[person] ?? {};
    await admin.send(new CreateUserCommand({ UserName, Path: path }));
    this.undo.push(() => admin.send(new DeleteUserCommand({ UserName })));
    const work = { UserName, PolicyName: "work" };
    await admin.send(new PutUserPolicyCommand({ ...work, PolicyDocument: JSON.stringify(WORK) }));
    this.undo.push(() => admin.send(new DeleteUserPolicyCommand(work)));
    if (from !== undefined) await this.cover(UserName, from === null ? null : new Date(this.at(from)));
    const keys = await createKeys(admin, UserName);
    const keyed = new AwsCaller(place, keys);
    this.undo.push(
      () => removeCredentials(admin, UserName, keys.accessKeyId),
      async () => keyed.destroy(),
    );
    this.employees.set(person, { name: UserName, keyed });
  }

  private at(days: number): number {
    return this.account.now() + days * DAY;
  }

  /** Puts a user under a policy of their own, by a group as the stack does. */
  private async cover(UserName: string, from: Date | null): Promise<void> {
    const { admin, partition } = this.account;
    const GroupName = UserName;
    await admin.send(new CreateGroupCommand({ GroupName }));
    this.undo.push(() => admin.send(new DeleteGroupCommand({ GroupName })));
    const PolicyDocument = JSON.stringify(selfServicePolicy({ partition, from }));
    const { Policy } = await admin.send(new CreatePolicyCommand({ PolicyName: UserName, PolicyDocument }));
    const PolicyArn = Policy?.Arn;
    this.undo.push(() => admin.send(new DeletePolicyCommand({ PolicyArn })));
    await admin.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }));
    this.undo.push(() => admin.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn })));
    await admin.send(new AddUserToGroupCommand({ GroupName, UserName }));
    this.undo.push(() => admin.send(new RemoveUserFromGroupCommand({ GroupName, UserName })));
  }
}

/** Devices bear the user's name here, and stay when they are deactivated. */
async function removeCredentials(admin: IAMClient, UserName: string, AccessKeyId: string): Promise<void> {
  const { VirtualMFADevices = [] } = await admin.send(new ListVirtualMFADevicesCommand({ MaxItems: 1000 }));
  for (const { SerialNumber, EnableDate } of VirtualMFADevices) {
    if (!SerialNumber?.endsWith(`:mfa/${UserName}`)) continue;
    if (EnableDate) await admin.send(new DeactivateMFADeviceCommand({ UserName, SerialNumber }));
    await admin.send(new DeleteVirtualMFADeviceCommand({ SerialNumber }));
  }
  await admin.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
}
