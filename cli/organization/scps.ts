import type { OrganizationsClient } from "@aws-sdk/client-organizations";
import { type Fact, known, type Unknown, unknown } from "../../policypack/facts/fact";
import { attempt, errorCode } from "../../policypack/facts/live/calls";
import { required } from "../../policypack/facts/live/pages";
import type { AccountFacts } from "../../policypack/facts/model";
import { parsePolicyDocument } from "../../policypack/iam/document";
import type { NamedPolicy } from "../../policypack/iam/evaluate";

/**
 * The account with the service control policies that hold in it: those of the organization's root, of the
 * organizational units down to the account, and its own. Each level must allow what is to succeed.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
 *
 * None hold in an organization's management account, nor in an account that is in no organization.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 *
 * Never throws: what could not be read is unknown. The organization's management account may ask, and a delegated
 * administrator. https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPoliciesForTarget.html
 */
export async function withServiceControlPolicies(
  account: AccountFacts,
  client: OrganizationsClient,
  signal: AbortSignal,
): Promise<AccountFacts> {
  const { identity } = account;
  if (!identity.known) return { ...account, scps: identity };
  return {
    ...account,
    scps: await new ScpReader(client, account.label, signal).read(identity.value.accountId),
  };
}

type Level = readonly NamedPolicy[];

class ScpReader {
  constructor(
    private readonly client: OrganizationsClient,
    private readonly where: string,
    private readonly signal: AbortSignal,
  ) {}

  async read(accountId: string): Promise<Fact<readonly Level[]>> {
    const governed = await this.isGoverned(accountId);
    if (!governed.known) return governed;
    if (!governed.value) return known([]);
    const path = await this.pathTo(accountId);
    if (!path.known) return path;
    const levels: Level[] = [];
    for (const target of path.value) {
      const level = await this.policiesOf(target);
      if (!level.known) return level;
      // Where the organization uses SCPs, AWS keeps one on every target at least. None at all: it does not use them.
      if (level.value.length > 0) levels.push(level.value);
    }
    return known(levels);
  }

  /** Whether the account is in an organization that may have SCPs, and is not its management account. */
  private async isGoverned(accountId: string): Promise<Fact<boolean>> {
    const { DescribeOrganizationCommand } = await import("@aws-sdk/client-organizations");
    return this.ask("DescribeOrganization", async () => {
      try {
        const { Organization } = await this.client.send(new DescribeOrganizationCommand({}), this.options);
        const { FeatureSet, MasterAccountId } = required(Organization, "Organization");
        return (
          FeatureSet !== "CONSOLIDATED_BILLING" && required(MasterAccountId, "MasterAccountId") !== accountId
        );
      } catch (error) {
        if (errorCode(error) === "AWSOrganizationsNotInUse") return false;
        throw error;
      }
    });
  }

  /** From the root down to the account. */
  private async pathTo(accountId: string): Promise<Fact<readonly string[]>> {
    const { ListParentsCommand } = await import("@aws-sdk/client-organizations");
    return this.ask("ListParents", async () => {
      const path = [accountId];
      while (!path[0]?.startsWith("r-")) {
        const command = new ListParentsCommand({ ChildId: path[0] });
        const { Parents } = await this.client.send(command, this.options);
        const parent = required(required(Parents, "Parents")[0]?.Id, "Parents[0].Id");
        // Units are at most five deep: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
        if (path.includes(parent)) throw new Error(`${parent} is said to be within itself`);
        path.unshift(parent);
      }
      return path;
    });
  }

  private async policiesOf(TargetId: string): Promise<Fact<Level>> {
    const { paginateListPoliciesForTarget } = await import("@aws-sdk/client-organizations");
    const ids = await this.ask("ListPoliciesForTarget", async () => {
      const found: string[] = [];
      const input = { TargetId, Filter: "SERVICE_CONTROL_POLICY" as const };
      const pages = paginateListPoliciesForTarget({ client: this.client }, input, this.options);
      for await (const { Policies } of pages)
        found.push(...required(Policies, "Policies").map(({ Id }) => required(Id, "Id")));
      return found;
    });
    if (!ids.known) return ids;
    const level: NamedPolicy[] = [];
    for (const id of ids.value) {
      const policy = await this.policy(id);
      if (!policy.known) return policy;
      level.push(policy.value);
    }
    return known(level);
  }

  private readonly policies = new Map<string, Promise<Fact<NamedPolicy>>>();

  /** Each is read once: FullAWSAccess is on every level. */
  private policy(id: string): Promise<Fact<NamedPolicy>> {
    const reading = this.policies.get(id) ?? this.readPolicy(id);
    this.policies.set(id, reading);
    return reading;
  }

  private async readPolicy(PolicyId: string): Promise<Fact<NamedPolicy>> {
    const { DescribePolicyCommand } = await import("@aws-sdk/client-organizations");
    return this.ask("DescribePolicy", async () => {
      const { Policy } = await this.client.send(new DescribePolicyCommand({ PolicyId }), this.options);
      const document = parsePolicyDocument(required(Policy?.Content, "Content"));
      return { name: Policy?.PolicySummary?.Name ?? PolicyId, document };
    });
  }

  private get options() {
    return { abortSignal: this.signal };
  }

  private async ask<T>(action: string, call: () => Promise<T>): Promise<Fact<T>> {
    const what = "the service control policies that hold in the account";
    const fact = await attempt(
      { what, call: `organizations:${action}`, where: this.where },
      call,
      this.signal,
    );
    return fact.known ? fact : whoMayAsk(fact);
  }
}

/** AWS gives a member account that is no delegated administrator the same answer as one without the permission. */
function whoMayAsk({ reason }: Unknown): Unknown {
  if (!reason.code.startsWith("AccessDenied")) return unknown(reason);
  const remedy =
    `Needs the permission ${reason.call}, in the organization's management account or in a delegated ` +
    "administrator's: only these may ask.";
  return unknown({ ...reason, remedy });
}
