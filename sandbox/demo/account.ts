import { randomBytes } from "node:crypto";
import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  EnableMFADeviceCommand,
  IAMClient,
  PutGroupPolicyCommand,
  UpdateLoginProfileCommand,
} from "@aws-sdk/client-iam";
import { SandboxError } from "../errors";
import type { Keys, Place } from "./caller";
import { enrolVirtualDevice } from "./enrol";

interface DemoUser {
  readonly path?: string;
  readonly group?: string;
  readonly password?: "chosen" | "to be changed";
  readonly accessKey?: true;
  readonly device?: "virtual" | "hardware";
}

/** Somebody of each kind that a real account has. */
const USERS: Record<string, DemoUser> = {
  ann: { group: "admins", password: "chosen", device: "virtual" },
  bob: { group: "developers", password: "chosen" },
  cyd: { group: "developers", password: "chosen", path: "/contractors/" },
  dan: { group: "developers", password: "chosen", device: "virtual" },
  eve: { group: "admins", password: "chosen", device: "hardware" },
  fay: { password: "to be changed", accessKey: true },
  gus: {},
  hal: { group: "developers", password: "chosen", device: "virtual" },
  ivy: { group: "developers", password: "chosen" },
  "backup-agent": { path: "/machines/", accessKey: true },
  "ci-deploy": { path: "/machines/", accessKey: true },
  "ci-test": { path: "/machines/", accessKey: true },
};

/** What some groups may do; nobody else may do anything, which the emulator does not mind unless it enforces. */
const PERMISSIONS: Record<string, readonly string[]> = {
  admins: ["*"],
  developers: ["iam:ListUsers", "s3:ListAllMyBuckets"],
};

/** A client for the sandbox's account, and for no other: it has no credentials but the sandbox's. */
export function sandboxIam(env: NodeJS.ProcessEnv): IAMClient {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) throw notOpen();
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  return new IAMClient({ ...sandboxPlace(env), credentials });
}

/** Where the sandbox's account answers, for whatever credentials. */
export function sandboxPlace({ AWS_ENDPOINT_URL, AWS_REGION }: NodeJS.ProcessEnv): Required<Place> {
  if (!AWS_ENDPOINT_URL || !AWS_REGION) throw notOpen();
  return { endpoint: AWS_ENDPOINT_URL, region: AWS_REGION };
}

function notOpen(): SandboxError {
  return new SandboxError("The sandbox has no endpoint or keys; open it before the demo account is made.");
}

/** A long-term access key for a user. */
export async function createKeys(iam: IAMClient, UserName: string): Promise<Keys> {
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = AccessKey ?? {};
  if (!accessKeyId || !secretAccessKey) throw new SandboxError(`AWS made no access key for ${UserName}.`);
  return { accessKeyId, secretAccessKey };
}

/** Fills an empty account with the demo's dozen users and two groups. */
export async function fillDemoAccount(iam: IAMClient): Promise<void> {
  for (const GroupName of new Set(Object.values(USERS).map(({ group }) => group))) {
    if (GroupName) await createGroup(iam, GroupName);
  }
  for (const [name, user] of Object.entries(USERS)) await createUser(iam, name, user);
}

async function createGroup(iam: IAMClient, GroupName: string): Promise<void> {
  await iam.send(new CreateGroupCommand({ GroupName }));
  const Action = PERMISSIONS[GroupName];
  if (!Action) return;
  const document = { Version: "2012-10-17", Statement: { Effect: "Allow", Action, Resource: "*" } };
  const policy = { PolicyName: "work", PolicyDocument: JSON.stringify(document) };
  await iam.send(new PutGroupPolicyCommand({ GroupName, ...policy }));
}

async function createUser(iam: IAMClient, UserName: string, user: DemoUser): Promise<void> {
  await iam.send(new CreateUserCommand({ UserName, Path: user.path }));
  if (user.group) await iam.send(new AddUserToGroupCommand({ UserName, GroupName: user.group }));
  if (user.password) {
    // Nobody signs in with it.
    const Password = `Aa1!${randomBytes(24).toString("base64url")}`;
    await iam.send(new CreateLoginProfileCommand({ UserName, Password }));
    // The emulator takes it for a change of the password only.
    const reset = { UserName, Password, PasswordResetRequired: true };
    if (user.password === "to be changed") await iam.send(new UpdateLoginProfileCommand(reset));
  }
  if (user.accessKey) await createKeys(iam, UserName);
  if (user.device === "virtual") await enrolVirtualDevice(iam, UserName);
  if (user.device === "hardware") {
    // A token has its number on the back; AWS knows its seed, and the emulator does not ask.
    const codes = { AuthenticationCode1: "123456", AuthenticationCode2: "654321" };
    await iam.send(new EnableMFADeviceCommand({ UserName, SerialNumber: "GAHT12345678", ...codes }));
  }
}
