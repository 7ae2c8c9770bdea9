import type { OrganizationsClient } from "@aws-sdk/client-organizations";
import { type Fact, known, mapFact, type Unknown, unknown } from "../../policypack/facts/fact";
import { wholeSignal } from "../../policypack/facts/live/budget";
import { attempt, errorCode } from "../../policypack/facts/live/calls";
import { required } from "../../policypack/facts/live/pages";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { parsePolicyDocument } from "../../policypack/iam/policy-document";
import type { NamedPolicy } from "../../policypack/iam/evaluate";

type Level = readonly NamedPolicy[];

/**
 * Reads the service control policies that hold in accounts of one organization: those of the organization's root, of
 * the organizational units down to the account, and its own. Each level must allow what is to succeed.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
 *
 * None hold in an organization's management account, nor in an account that is in no organization.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 *
 * The organization's management account may ask, and a delegated administrator.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPoliciesForTarget.html
 */
export class ScpReader {
  /** What accounts have in common is read once: the organization, its units, and each policy. */
  private readonly kept = new Map<string, Promise<Fact<unknown>>>();

  constructor(
    private readonly client: OrganizationsClient,
    private readonly asking: Asking,
  ) {}

  /** The account with the policies that hold in it. Never throws: what could not be read is unknown. */
  async addTo(account: AccountFacts): Promise<AccountFacts> {
    const { identity, label } = account;
    if (!identity.known) return { ...account, scps: identity };
    const scps = await new OneAccount(this.client, this.asking, this.kept).read(identity.value.accountId);
    const what = `the service control policies that hold in ${label}`;
    return { ...account, scps: scps.known ? scps : unknown({ ...scps.reason, what }) };
  }
}

export interface Asking {
  /** Milliseconds for the policies of one account. */
  readonly budget: number;
  /** Whether the caller may be in another organization than the account, or in none while the account is in one. */
  readonly ofAnotherAccount?: boolean;
}

class OneAccount {
  private readonly signal: AbortSignal;

  constructor(
    private readonly client: OrganizationsClient,
    private readonly asking: Asking,
    private readonly kept: Map<string, Promise<Fact<unknown>>>,
  ) {
    this.signal = wholeSignal({ budget: asking.budget });
  }

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
    const manager = await this.ask("DescribeOrganization", "", async () => {
      try {
        const { Organization } = await this.client.send(new DescribeOrganizationCommand({}), this.options);
        const { FeatureSet, MasterAccountId } = required(Organization, "Organization");
        if (FeatureSet === "CONSOLIDATED_BILLING" && this.asking.ofAnotherAccount)
          throw new Error("the caller's organization has no service control policies");
        return FeatureSet === "CONSOLIDATED_BILLING" ? null : required(MasterAccountId, "MasterAccountId");
      } catch (error) {
        if (errorCode(error) === "AWSOrganizationsNotInUse" && !this.asking.ofAnotherAccount) return null;
        throw error;
      }
    });
    return mapFact(manager, (id) => id !== null && id !== accountId);
  }

  /** From the root down to the account. */
  private async pathTo(accountId: string): Promise<Fact<readonly string[]>> {
    const path = [accountId];
    while (!path[0]?.startsWith("r-")) {
      const parent = await this.parentOf(path[0] ?? "", path);
      if (!parent.known) return parent;
      path.unshift(parent.value);
    }
    return known(path);
  }

  private async parentOf(ChildId: string, within: readonly string[]): Promise<Fact<string>> {
    const { ListParentsCommand } = await import("@aws-sdk/client-organizations");
    return this.ask("ListParents", ChildId, async () => {
      const { Parents } = await this.client.send(new ListParentsCommand({ ChildId }), this.options);
      const parent = required(required(Parents, "Parents")[0]?.Id, "Parents[0].Id");
      // Units are at most five deep:
      // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
      if (within.includes(parent)) throw new Error(`${parent} is said to be within itself`);
      return parent;
    });
  }

  private async policiesOf(TargetId: string): Promise<Fact<Level>> {
    const ids = await this.policyIdsOf(TargetId);
    if (!ids.known) return ids;
    const level: NamedPolicy[] = [];
    for (const id of ids.value) {
      const policy = await this.policy(id);
      if (!policy.known) return policy;
      level.push(policy.value);
    }
    return known(level);
  }

  private async policyIdsOf(TargetId: string): Promise<Fact<readonly string[]>> {
    const { paginateListPoliciesForTarget } = await import("@aws-sdk/client-organizations");
    return this.ask("ListPoliciesForTarget", TargetId, async () => {
      const found: string[] = [];
      const input = { TargetId, Filter: "SERVICE_CONTROL_POLICY" as const };
      const pages = paginateListPoliciesForTarget({ client: this.client }, input, this.options);
      for await (const { Policies } of pages)
        found.push(...required(Policies, "Policies").map(({ Id }) => required(Id, "Id")));
      return found;
    });
  }

  /** One document object for each policy, in whichever account it holds: it is judged by identity. */
  private async policy(PolicyId: string): Promise<Fact<NamedPolicy>> {
    const { DescribePolicyCommand } = await import("@aws-sdk/client-organizations");
    return this.ask("DescribePolicy", PolicyId, async () => {
      const { Policy } = await this.client.send(new DescribePolicyCommand({ PolicyId }), this.options);
      const document = parsePolicyDocument(required(Policy?.Content, "Content"));
      return { name: `${Policy?.PolicySummary?.Name ?? PolicyId} (service control policy)`, document };
    });
  }

  private get options() {
    return { abortSignal: this.signal };
  }

  /** @param about What is asked about; with the action, it names the answer. A failure is not kept. */
  private ask<T>(action: string, about: string, call: () => Promise<T>): Promise<Fact<T>> {
    const key = `${action} ${about}`;
    const kept = this.kept.get(key) as Promise<Fact<T>> | undefined;
    if (kept) return kept;
    const answer = this.call(action, call).then((fact) => {
      if (!fact.known) this.kept.delete(key);
      return fact;
    });
    this.kept.set(key, answer);
    return answer;
  }

  private async call<T>(action: string, call: () => Promise<T>): Promise<Fact<T>> {
    const purpose = { what: "the service control policies", where: "the organization" };
    const fact = await attempt({ ...purpose, call: `organizations:${action}` }, call, this.signal);
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
