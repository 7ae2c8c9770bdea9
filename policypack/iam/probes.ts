import { actionMatcher } from "./actions";
import type { PolicyDocument } from "./policy-document";
import { needOf } from "./evaluate";
import { Memory } from "./memory";
import { gather, overlaps, type PatternOf } from "./overlap";
import { SELF_SERVICE_ACTIONS, TOLERATED_BEFORE_MFA } from "./self-service-actions";
import { fillWildcards, ONE_FILLER, parseWildcards } from "./wildcard";

/** Stands for every action that a document does not name. */
export const ANY_OTHER_ACTION = "mfa-guard-sample:AnyOtherAction";

const FILLER = "MfaGuardSample";

const PERMITTED = new Set(
  [...SELF_SERVICE_ACTIONS, ...TOLERATED_BEFORE_MFA].map((action) => action.toLowerCase()),
);

/** Whether an action may be open to a user without MFA, or is to everybody. IAM's actions are case-insensitive. */
export function isPermittedBeforeMfa(action: string): boolean {
  const lower = action.toLowerCase();
  return PERMITTED.has(lower) || needOf(lower) === "nothing";
}

/** Whether an action is more than enrolling and managing devices, so that a device helps to do something else. */
export function isOfUse(action: string): boolean {
  return !isPermittedBeforeMfa(action) && !/mfadevice/i.test(action);
}

/** Actions to judge one document by: those of `probeActionsOf`. */
export function probeActions(document: PolicyDocument): string[] {
  return probeActionsOf([document]);
}

/**
 * Actions to judge documents by that apply together, where no list of all actions is at hand: those of IAM and STS,
 * those that the documents name, one for each of their wildcards ("s3:Get*"), one for each overlap of wildcards of
 * different statements ("ec2:Describe*" and "ec2:*Instances"), and one that stands for all the rest.
 *
 * Not probed: more than 300 overlaps, and more than one way in which two patterns overlap.
 */
export function probeActionsOf(documents: readonly PolicyDocument[]): string[] {
  const patterns = actionPatterns(documents);
  const beyond = [...patterns.map(({ parts }) => parts), ...overlaps(patterns, sameLetter)];
  const instances = beyond.map((parts) =>
    parts.map((part) => fillWildcards(part, FILLER, ONE_FILLER)).join(":"),
  );
  const all = [...KNOWN_ACTIONS, ...instances, ANY_OTHER_ACTION];
  // Letters' case tells no actions apart; the first way of writing it stays.
  return [...new Map(all.reverse().map((action) => [action.toLowerCase(), action])).values()].reverse();
}

/** The documents' patterns of actions that no known action matches. */
function actionPatterns(documents: readonly PolicyDocument[]): PatternOf[] {
  const statements = documents.flatMap((document) => document.statements);
  const listed = statements.flatMap(({ actions = [], notActions = [] }, statement) =>
    [...actions, ...notActions].map((text) => ({ text, statement })),
  );
  const texts = new Set(listed.map(({ text }) => text));
  const unknown = new Set([...texts].filter((text) => text.includes(":") && !isKnown(text)));
  return gather(
    listed
      .filter(({ text }) => unknown.has(text))
      .map(({ text, statement }) => {
        const colon = text.indexOf(":");
        const parts = [text.slice(0, colon), text.slice(colon + 1)].map(parseWildcards);
        return { parts, statement };
      }),
  );
}

function sameLetter(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** How a message names a probe: the made-up ones by the wildcard that they stand for. */
export function describeAction(action: string): string {
  if (action === ANY_OTHER_ACTION) return "any other action";
  return action.replaceAll(FILLER, "*").replaceAll(ONE_FILLER, "?");
}

/** Accounts of an organization name the same actions. */
const KNOWN = new Memory<boolean>(10_000);

function isKnown(pattern: string): boolean {
  return KNOWN.of(pattern, () => {
    const matches = actionMatcher(pattern);
    return KNOWN_ACTIONS.some((action) => matches(action) === true);
  });
}

/**
 * Whether a name is that of an action of IAM or STS with a letter too many, or too few, or two letters swapped: nobody
 * can do anything by it. `force-mfa-intact` tells of it all the same, as what AWS may yet give that name.
 */
export function isMisspelt(name: string): boolean {
  return MISSPELT.of(name, () => {
    const wrong = name.toLowerCase();
    return (
      !wrong.includes("*") && !isKnown(name) && KNOWN_ACTIONS.some((a) => slipsTo(a.toLowerCase(), wrong))
    );
  });
}

const MISSPELT = new Memory<boolean>(10_000);

function slipsTo(right: string, wrong: string): boolean {
  const first = [...right].findIndex((char, i) => char !== wrong[i]);
  const at = first < 0 ? right.length : first;
  const [after, afterWrong] = [right.slice(at), wrong.slice(at)];
  const swapped = `${after[1] ?? ""}${after[0] ?? ""}${after.slice(2)}`;
  return afterWrong.slice(1) === after || afterWrong === after.slice(1) || afterWrong === swapped;
}

const IAM = `
  AcceptDelegationRequest AddClientIDToOpenIDConnectProvider AddRoleToInstanceProfile AddUserToGroup
  AssociateDelegationRequest AttachGroupPolicy AttachRolePolicy AttachUserPolicy ChangePassword
  CreateAccessKey CreateAccountAlias CreateDelegationRequest CreateGroup CreateInstanceProfile
  CreateLoginProfile CreateOpenIDConnectProvider CreatePolicy CreatePolicyVersion CreateRole
  CreateSAMLProvider CreateServiceLinkedRole CreateServiceSpecificCredential CreateUser
  CreateVirtualMFADevice DeactivateMFADevice DeleteAccessKey DeleteAccountAlias
  DeleteAccountPasswordPolicy DeleteCloudFrontPublicKey DeleteGroup DeleteGroupPolicy
  DeleteInstanceProfile DeleteLoginProfile DeleteOpenIDConnectProvider DeletePolicy DeletePolicyVersion
  DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy DeleteSAMLProvider DeleteSSHPublicKey
  DeleteServerCertificate DeleteServiceLinkedRole DeleteServiceSpecificCredential DeleteSigningCertificate
  DeleteUser DeleteUserPermissionsBoundary DeleteUserPolicy DeleteVirtualMFADevice DetachGroupPolicy
  DetachRolePolicy DetachUserPolicy DisableOrganizationsRootCredentialsManagement
  DisableOrganizationsRootSessions DisableOutboundWebIdentityFederation EnableMFADevice
  EnableOrganizationsRootCredentialsManagement EnableOrganizationsRootSessions
  EnableOutboundWebIdentityFederation GenerateCredentialReport GenerateOrganizationsAccessReport
  GenerateServiceLastAccessedDetails GetAccessKeyLastUsed GetAccountAuthorizationDetails
  GetAccountEmailAddress GetAccountName GetAccountPasswordPolicy GetAccountProperties GetAccountSummary
  GetCloudFrontPublicKey GetContextKeysForCustomPolicy GetContextKeysForPrincipalPolicy
  GetCredentialReport GetDelegationRequest GetGroup GetGroupPolicy GetHumanReadableSummary
  GetInstanceProfile GetLoginProfile GetMFADevice GetOpenIDConnectProvider GetOrganizationsAccessReport
  GetOutboundWebIdentityFederationInfo GetPolicy GetPolicyVersion GetRole GetRolePolicy
  GetRoleTemplateVersion GetSAMLProvider GetSSHPublicKey GetServerCertificate
  GetServiceLastAccessedDetails GetServiceLastAccessedDetailsWithEntities
  GetServiceLinkedRoleDeletionStatus GetUser GetUserPolicy ListAccessKeys ListAccountAliases
  ListAttachedGroupPolicies ListAttachedRolePolicies ListAttachedUserPolicies ListCloudFrontPublicKeys
  ListDelegationRequests ListEntitiesForPolicy ListGroupPolicies ListGroups ListGroupsForUser
  ListInstanceProfileTags ListInstanceProfiles ListInstanceProfilesForRole ListMFADeviceTags
  ListMFADevices ListOpenIDConnectProviderTags ListOpenIDConnectProviders ListOrganizationsFeatures
  ListPolicies ListPoliciesGrantingServiceAccess ListPolicyTags ListPolicyVersions ListRolePolicies
  ListRoleTags ListRoles ListSAMLProviderTags ListSAMLProviders ListSSHPublicKeys
  ListSTSRegionalEndpointsStatus ListServerCertificateTags ListServerCertificates
  ListServiceSpecificCredentials ListSigningCertificates ListUserPolicies ListUserTags ListUsers
  ListVirtualMFADevices PassRole PutAccountProperties PutGroupPolicy PutRolePermissionsBoundary
  PutRolePolicy PutUserPermissionsBoundary PutUserPolicy RejectDelegationRequest
  RemoveClientIDFromOpenIDConnectProvider RemoveRoleFromInstanceProfile RemoveUserFromGroup
  ResetServiceSpecificCredential ResyncMFADevice SendDelegationToken SetDefaultPolicyVersion
  SetSTSRegionalEndpointStatus SetSecurityTokenServicePreferences SimulateCustomPolicy
  SimulatePrincipalPolicy TagInstanceProfile TagMFADevice TagOpenIDConnectProvider TagPolicy TagRole
  TagSAMLProvider TagServerCertificate TagUser UntagInstanceProfile UntagMFADevice
  UntagOpenIDConnectProvider UntagPolicy UntagRole UntagSAMLProvider UntagServerCertificate UntagUser
  UpdateAccessKey UpdateAccountEmailAddress UpdateAccountName UpdateAccountPasswordPolicy
  UpdateAssumeRolePolicy UpdateCloudFrontPublicKey UpdateGroup UpdateLoginProfile
  UpdateOpenIDConnectProviderThumbprint UpdateRole UpdateRoleDescription UpdateSAMLProvider
  UpdateSSHPublicKey UpdateServerCertificate UpdateServiceSpecificCredential UpdateSigningCertificate
  UpdateUser UploadCloudFrontPublicKey UploadSSHPublicKey UploadServerCertificate UploadSigningCertificate
`;

const STS = `
  AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot DecodeAuthorizationMessage
  GetAccessKeyInfo GetCallerIdentity GetDelegatedAccessToken GetFederationToken GetServiceBearerToken
  GetSessionToken GetWebIdentityToken SetContext SetSourceIdentity TagGetWebIdentityToken TagSession
`;

/**
 * Every action of IAM and STS, the services that could undo MFA, so that wildcards in an exemption ("iam:Get*") can
 * be read for what they name. A test compares the list with AWS's own.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
export const KNOWN_ACTIONS: readonly string[] = [...named("iam", IAM), ...named("sts", STS)];

function named(service: string, actions: string): string[] {
  return actions
    .trim()
    .split(/\s+/)
    .map((action) => `${service}:${action}`);
}
