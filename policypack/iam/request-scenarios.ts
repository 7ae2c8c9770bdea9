import { type ContextValue, RequestContext, SOME_VALUE } from "./request-context";
import { isoMinute } from "./days";

/** Who makes the request: an IAM user. */
export interface Principal {
  readonly name: string;
  /** "/" or "/team/". */
  readonly path: string;
  readonly accountId: string;
  /** By its name, such as "aws". */
  readonly partition: string;
  /** The user's tags, values by key; undefined: not known. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** The user's unique ID ("AIDA…"), which is their aws:userid; undefined: not known. */
  readonly id?: string | undefined;
}

/**
 * How a request is authenticated and made. `mfa` is the value of the key aws:MultiFactorAuthPresent, which calls with
 * a long-term access key do not have.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
 */
export interface RequestScenario {
  readonly mfa: "absent" | "false" | "true";
  /** Whether an AWS service makes the call for the user. */
  readonly viaService: boolean;
  /** Undefined: at a time that is not known. */
  readonly at?: Date;
}

/** How requests without MFA are authenticated: by a long-term access key, and by a session. */
export const WITHOUT_MFA = ["absent", "false"] as const satisfies readonly RequestScenario["mfa"][];

export type WithoutMfa = (typeof WITHOUT_MFA)[number];

/** Every MFA scenario, at each of some times; no times: at a time that is not known. */
export function scenarios(times: readonly (Date | undefined)[] = [undefined]): RequestScenario[] {
  return times.flatMap((at) =>
    [false, true].flatMap((viaService) =>
      ([...WITHOUT_MFA, "true"] as const).map((mfa) => ({ mfa, viaService, ...(at && { at }) })),
    ),
  );
}

/** Keys whose value the scenario decides; variables of all others have the same value in every scenario. */
const OF_SITUATION = /\$\{\s*aws:(multifactor|viaawsservice|currenttime|epochtime|tokenissuetime)/i;

/** Whether a text with variables says something else in another scenario. */
export function variesWithScenario(text: string): boolean {
  return OF_SITUATION.test(text);
}

export function describeScenario({ mfa, viaService, at }: RequestScenario): string {
  const how = { absent: "with a long-term access key", false: "without MFA", true: "with MFA" }[mfa];
  return [how, viaService && "through an AWS service", at && `at ${isoMinute(at)}`]
    .filter(Boolean)
    .join(", ");
}

export function arnOf({ partition, accountId, path, name }: Principal): string {
  return `arn:${partition}:iam::${accountId}:user${path}${name}`;
}

const PRINCIPAL_TAG = "aws:PrincipalTag/";

/**
 * What is known of a user's request: nothing of where it comes from, how its resource is tagged, or what it asks for.
 * Where the user's tags are known, a tag that they do not have is not in the request.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principaltag
 * @param more What else is known of it, by context key.
 * @param isAbsent Of a key in lower case, whether the request is without it where nothing else is known of it.
 */
export function contextOf(
  scenario: RequestScenario,
  principal: Principal,
  more: Readonly<Record<string, ContextValue>> = {},
  isAbsent: (key: string) => boolean = () => false,
): RequestContext {
  const values = () => ({ ...known(scenario, principal), ...more });
  const isTag = (key: string) => key.startsWith(PRINCIPAL_TAG.toLowerCase());
  return new RequestContext(values, undefined, (key) =>
    isTag(key) ? principal.tags !== undefined : isAbsent(key),
  );
}

function known(scenario: RequestScenario, principal: Principal): Record<string, ContextValue> {
  const { at } = scenario;
  const { tags, id } = principal;
  const tagged = Object.entries(tags ?? {}).map(([key, value]) => [`${PRINCIPAL_TAG}${key}`, value] as const);
  return {
    ...Object.fromEntries(tagged),
    ...authentication(scenario),
    ...OF_NO_USER,
    ...(scenario.viaService ? {} : NOT_CALLED_VIA),
    "aws:username": principal.name,
    "aws:userid": id,
    "aws:PrincipalArn": arnOf(principal),
    "aws:PrincipalAccount": principal.accountId,
    "aws:PrincipalType": "User",
    "aws:PrincipalIsAWSService": "false",
    "aws:ViaAWSService": String(scenario.viaService),
    "aws:CurrentTime": at?.toISOString(),
    "aws:EpochTime": at && String(Math.floor(at.getTime() / 1000)),
  };
}

/**
 * In no request of an IAM user: what a role's session alone has, and what a service has that calls for itself
 * ("aws:SourceAccount … is only available when the call to your resource is made directly by an AWS service principal").
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const OF_NO_USER: Record<string, ContextValue> = {
  "aws:AssumedRoot": null,
  "aws:ChatbotSourceArn": null,
  "aws:Ec2InstanceSourcePrivateIPv4": null,
  "aws:Ec2InstanceSourceVpc": null,
  "aws:FederatedProvider": null,
  "aws:PrincipalServiceName": null,
  "aws:PrincipalServiceNamesList": null,
  "aws:SourceAccount": null,
  "aws:SourceArn": null,
  "aws:SourceIdentity": null,
  "aws:SourceOrgID": null,
  "aws:SourceOrgPaths": null,
};

/**
 * "Not present when the principal makes the call directly"; of a call that a service makes, not every service has it.
 */
const NOT_CALLED_VIA: Record<string, ContextValue> = {
  "aws:CalledVia": null,
  "aws:CalledViaFirst": null,
  "aws:CalledViaLast": null,
};

/** Seconds since the MFA of who has just signed in: that is whom a policy has to let in. */
const JUST_NOW = "1";

/**
 * Long-term access keys have no session, so neither its keys. The age of the MFA is there only with MFA. When a session
 * began is not known.
 */
export function authentication({ mfa }: Pick<RequestScenario, "mfa">): Record<string, ContextValue> {
  return {
    "aws:MultiFactorAuthPresent": mfa === "absent" ? null : mfa,
    "aws:MultiFactorAuthAge": mfa === "true" ? JUST_NOW : null,
    "aws:TokenIssueTime": mfa === "absent" ? null : SOME_VALUE,
  };
}
