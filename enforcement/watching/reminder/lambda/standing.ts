import {
  GetLoginProfileCommand,
  type IAMClient,
  NoSuchEntityException,
  paginateGetGroup,
  paginateListMFADevices,
  paginateListUserTags,
} from "@aws-sdk/client-iam";
import { toLastPage } from "@mfa-guard/policypack/internal/facts/live/pages";
import { sameCase } from "@mfa-guard/policypack/internal/rollout/assign";
import { addressInTags, isAddress } from "@mfa-guard/policypack/internal/rollout/mail-address";
import type { ReminderPlan } from "./reminder-plan";

/** Names of a group's members. */
export async function membersOf(iam: IAMClient, group: string): Promise<string[]> {
  const members: string[] = [];
  const pages = paginateGetGroup({ client: iam }, { GroupName: group });
  for await (const { Users = [] } of toLastPage(pages)) {
    members.push(...Users.flatMap(({ UserName }) => UserName ?? []));
  }
  return members;
}

/** Where to remind somebody, or why not. */
export type Standing =
  { readonly address: string } | { readonly not: "enrolled" | "no password" | "no address" | "gone" };

/** As the account is now. The calls that most members end with come first: a user with a device costs one. */
export async function standingOf(iam: IAMClient, user: string, plan: ReminderPlan): Promise<Standing> {
  try {
    if (await hasDevice(iam, user)) return { not: "enrolled" };
    if (!(await hasPassword(iam, user))) return { not: "no password" };
    const address = givenAddress(user, plan) ?? addressInTags(await tagsOf(iam, user), plan.tags);
    return address !== null && isAddress(address) ? { address } : { not: "no address" };
  } catch (error) {
    // Deleted since the group was read.
    if (error instanceof NoSuchEntityException) return { not: "gone" };
    throw error;
  }
}

async function hasDevice(iam: IAMClient, user: string): Promise<boolean> {
  const pages = paginateListMFADevices({ client: iam }, { UserName: user });
  for await (const { MFADevices = [] } of toLastPage(pages)) {
    // SMS devices do not count, as in policypack/facts/usable-devices.ts.
    if (MFADevices.some(({ SerialNumber = "" }) => !SerialNumber.includes(":sms-mfa/"))) return true;
  }
  return false;
}

async function hasPassword(iam: IAMClient, user: string): Promise<boolean> {
  try {
    await iam.send(new GetLoginProfileCommand({ UserName: user }));
    return true;
  } catch (error) {
    if (error instanceof NoSuchEntityException) return false;
    throw error;
  }
}

async function tagsOf(iam: IAMClient, user: string): Promise<Record<string, string>> {
  const tags: [string, string][] = [];
  const pages = paginateListUserTags({ client: iam }, { UserName: user });
  for await (const { Tags = [] } of toLastPage(pages)) {
    tags.push(...Tags.map(({ Key = "", Value = "" }): [string, string] => [Key, Value]));
  }
  return Object.fromEntries(tags);
}

function givenAddress(user: string, { addresses }: ReminderPlan): string | null {
  const found = Object.entries(addresses).find(([name]) => sameCase(name) === sameCase(user));
  return found?.[1] ?? null;
}
