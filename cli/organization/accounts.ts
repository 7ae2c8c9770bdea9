import { ACCOUNT_ID } from "../account-id";
import type { Connection } from "../../policypack/facts/connection";
import type { Fact } from "../../policypack/facts/fact";
import { answerOf, errorCode } from "../../policypack/facts/live/calls";
import { CliError } from "../errors";
import type { PlaceInOrganization, Report } from "../report/report-model";
import { withOrganizations } from "./client";
import { Units } from "./units";

/** An account of the organization. */
export interface Member {
  /** Twelve digits. */
  readonly id: string;
  readonly name: string;
  /** The organization's id, such as "o-a1b2c3d4e5"; empty where AWS does not tell it. */
  readonly organization: string;
  /** By its name, such as "aws". */
  readonly partition: string;
  /** Whether it is the organization's management account. */
  readonly management: boolean;
  /** "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", … */
  readonly state: string;
  /** The names of the organizational units that it is in: "Root/Production". */
  readonly unit: Fact<string>;
}

/** How reports and messages name an account of the organization: "account 111122223333 (web, in Root/Production)". */
export function labelOf({ id, name, unit }: Pick<Member, "id" | "name" | "unit">): string {
  const told = [...(name === "" ? [] : [name]), ...(unit.known ? [`in ${unit.value}`] : [])];
  return told.length === 0 ? `account ${id}` : `account ${id} (${told.join(", ")})`;
}

/** How a report has an account of the organization that is not in it as a whole. */
export type Entry = Pick<Report["failures"][number], "account" | "id" | "organization">;

export function entryOf(member: Member): Entry {
  return { account: labelOf(member), id: member.id, organization: placeOf(member) };
}

export function placeOf({ organization, name, unit }: Member): PlaceInOrganization {
  return {
    id: organization === "" ? null : organization,
    accountName: name === "" ? null : name,
    unit: unit.known ? unit.value : null,
  };
}

/**
 * All accounts of the organization, by their numbers.
 * @param endpoint Where AWS Organizations is; undefined: where the partition has it.
 * @param budget Milliseconds for the names of their organizational units.
 * @throws CliError where they can't be listed: then nobody knows what there is to read.
 */
export async function listAccounts(
  connection: Connection,
  endpoint: string | undefined,
  budget: number,
): Promise<readonly Member[]> {
  const { paginateListAccounts } = await import("@aws-sdk/client-organizations");
  return withOrganizations(connection, endpoint, async (client) => {
    const listed: ListedAccount[] = [];
    const members: Member[] = [];
    const units = new Units(client, budget);
    try {
      for await (const { Accounts } of paginateListAccounts({ client }, {})) listed.push(...(Accounts ?? []));
      for (const account of listed) members.push(toMember(account, await units.pathOf(account.Paths)));
    } catch (error) {
      throw new CliError(explain(error));
    }
    return members.sort((a, b) => a.id.localeCompare(b.id));
  });
}

interface ListedAccount {
  readonly Id?: string;
  readonly Arn?: string;
  readonly Name?: string;
  readonly State?: string;
  readonly Status?: string;
  readonly Paths?: readonly string[];
}

/** An account's ARN is `arn:PARTITION:organizations::MANAGEMENT-ACCOUNT:account/o-ORGANIZATION/ACCOUNT`. */
function toMember({ Id, Arn, Name, State, Status }: ListedAccount, unit: Fact<string>): Member {
  const [, partition, , , management, resource] = Arn?.split(":") ?? [];
  if (!Id || !ACCOUNT_ID.test(Id) || !partition)
    throw new Error("the answer has an account without a number or an ARN");
  // Status is what AWS had before State, and is on its way out.
  const state = State ?? Status ?? "";
  const organization = resource?.split("/")[1] ?? "";
  return { id: Id, name: Name ?? "", organization, partition, management: management === Id, state, unit };
}

const WHO_MAY =
  "Only the management account and delegated administrators may list them: sign in to one of those, as somebody " +
  "with the permission organizations:ListAccounts.";

const NO_ORGANIZATION =
  "This account is in no organization (AWSOrganizationsNotInUse), so --org has nothing to audit: leave --org out to audit " +
  "this account alone.";

function explain(error: unknown): string {
  const code = errorCode(error);
  if (code === "AWSOrganizationsNotInUse") return NO_ORGANIZATION;
  const said = answerOf(error, code);
  const answer = code === "UnreadableAnswer" ? `: ${said}` : ` answered ${code} (${said})`;
  const told = `The organization's accounts can't be listed: organizations:ListAccounts${answer}.`;
  if (code.startsWith("AccessDenied")) return `${told} ${WHO_MAY}`;
  if (/^(ExpiredToken|RequestExpired)/.test(code)) return `${told} Sign in again, then re-run.`;
  return `${told} Run again; if it stays, check the endpoint, the network and AWS's service status.`;
}
