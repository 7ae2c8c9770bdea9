import { type IAMClient, paginateGetAccountAuthorizationDetails, type RoleDetail } from "@aws-sdk/client-iam";
import { attempt } from "../../policypack/facts/live/calls";
import { PAGE_SIZE } from "../../policypack/facts/live/authorization-details";
import { toLastPage } from "../../policypack/facts/live/pages";
import type { Fact } from "../../policypack/facts/fact";
import { parsePolicyDocument, type PolicyDocument } from "../../policypack/iam/document";

/** An IAM role, as much of it as tells whether somebody can act with it. */
export interface Role {
  readonly name: string;
  /** Whether users, other accounts or an identity provider may assume it, and not services only. */
  readonly forPeople: boolean;
  /** ARNs of the managed policies. */
  readonly attachedPolicies: readonly string[];
  readonly inlinePolicies: readonly PolicyDocument[];
}

/** All roles of an account: one call a page of up to 1,000. A document that can't be read gives nothing. */
export function readRoles(
  iam: IAMClient,
  where: string,
  signal: AbortSignal,
): Promise<Fact<readonly Role[]>> {
  const purpose = { what: "the roles", call: "iam:GetAccountAuthorizationDetails", where };
  return attempt(purpose, () => allRoles(iam, signal), signal);
}

async function allRoles(client: IAMClient, abortSignal: AbortSignal): Promise<Role[]> {
  const roles: Role[] = [];
  const pages = paginateGetAccountAuthorizationDetails(
    { client, pageSize: PAGE_SIZE },
    { Filter: ["Role"] },
    { abortSignal },
  );
  for await (const { RoleDetailList = [] } of toLastPage(pages)) roles.push(...RoleDetailList.map(toRole));
  return roles;
}

function toRole({
  RoleName,
  AssumeRolePolicyDocument,
  AttachedManagedPolicies,
  RolePolicyList,
}: RoleDetail): Role {
  return {
    name: RoleName ?? "",
    forPeople: isForPeople(AssumeRolePolicyDocument),
    attachedPolicies: (AttachedManagedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []),
    inlinePolicies: (RolePolicyList ?? []).flatMap(({ PolicyDocument }) => readOrNothing(PolicyDocument)),
  };
}

function readOrNothing(encoded = ""): PolicyDocument[] {
  try {
    return [parsePolicyDocument(decodeURIComponent(encoded))];
  } catch {
    return [];
  }
}

type Trust = { Effect?: string; Principal?: string | { AWS?: unknown; Federated?: unknown } };

function isForPeople(encoded = ""): boolean {
  try {
    const { Statement } = JSON.parse(decodeURIComponent(encoded)) as { Statement: Trust | Trust[] };
    return [Statement].flat().some(({ Effect, Principal }) => {
      if (Effect !== "Allow" || Principal === undefined) return false;
      return (
        typeof Principal === "string" || Principal.AWS !== undefined || Principal.Federated !== undefined
      );
    });
  } catch {
    return false;
  }
}
