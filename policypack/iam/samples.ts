import type { RequestContext } from "./request-context";
import type { PolicyDocument } from "./policy-document";
import { gather, overlaps, type PatternOf } from "./overlap";
import { ARN_PARTS, NO_RESOURCE, resolveResource, splitPattern } from "./resources";
import { arnOf, contextOf, type Principal, scenarios, variesWithScenario } from "./request-scenarios";
import { isDoubt } from "./ternary";
import { ANY, fillWildcards, matchesPattern, ONE, type Pattern } from "./wildcard";

/**
 * What stands in a sample where a pattern has a wildcard; no real name, so that no other pattern takes it by chance.
 */
export const FILLER = "mfa-guard-sample";

/** The resources on which a user enrols, and some of everybody else's. */
export function enrolmentResources(principal: Principal) {
  const mfa = (name: string) => `arn:${principal.partition}:iam::${principal.accountId}:mfa/${name}`;
  return {
    ownUser: arnOf(principal),
    /**
     * Names of devices are free since 2022-11:
     * https://aws.amazon.com/blogs/security/you-can-now-assign-multiple-mfa-devices-in-iam/
     */
    freeDevice: mfa(`${FILLER}-phone`),
    ownNameDevice: mfa(principal.name),
  };
}

/**
 * Resources to judge actions on: none, the user and their devices, somebody else, one that no policy names; one for
 * each pattern in the documents, its wildcards filled in and its variables resolved as the evaluator resolves them
 * for this user; and one for each overlap of patterns of different statements, of which only together can be told
 * whether it is open ("NotResource" in two Denies, or in a policy and in its boundary).
 *
 * Not sampled: more than 300 overlaps; more than one way in which two patterns overlap; the edges of a wildcard (that
 * it stands for nothing, or for some text that another pattern excludes by a wildcard of its own).
 */
export function sampleResources(principal: Principal, documents: readonly PolicyDocument[]): string[] {
  const { partition, accountId } = principal;
  const patterns = arnPatterns(principal, documents);
  const one = unusedCharacter(patterns);
  const fill = (parts: readonly Pattern[]) => fillIn(parts, principal, one);
  return [
    ...new Set([
      NO_RESOURCE,
      ...Object.values(enrolmentResources(principal)),
      `arn:${partition}:iam::${accountId}:user/${FILLER}`,
      `arn:${partition}:${FILLER}:${FILLER}:${accountId}:${FILLER}/${FILLER}`,
      ...patterns.map(({ parts }) => fill(parts)),
      ...overlaps(patterns).map(fill),
    ]),
  ];
}

/** The documents' patterns of ARNs. */
function arnPatterns(principal: Principal, documents: readonly PolicyDocument[]): PatternOf[] {
  const contexts = scenarios().map((scenario) => contextOf(scenario, principal));
  const statements = documents.flatMap(({ statements, version }) => statements.map((s) => ({ s, version })));
  return gather(
    statements.flatMap(({ s, version }, statement) =>
      [...(s.resources ?? []), ...(s.notResources ?? [])]
        .flatMap((text) => partsOf(text, version, contexts))
        .map((parts) => ({ parts, statement })),
    ),
  );
}

/**
 * The parts of an ARN's pattern, for each value that its variables may have; none where the pattern matches nothing,
 * or everything, or no ARN, or can't be told.
 */
function partsOf(
  text: string,
  version: string | undefined,
  contexts: readonly RequestContext[],
): (readonly Pattern[])[] {
  const asked = variesWithScenario(text) ? contexts : contexts.slice(0, 1);
  const resolved = asked.map((context) => resolveResource(text, context, version));
  return resolved.flatMap((pattern) => {
    if (pattern === null || isDoubt(pattern) || pattern.every((item) => item === ANY)) return [];
    const parts = splitPattern(pattern);
    const isWhole = parts.length === ARN_PARTS || parts.at(-1)?.at(-1) === ANY;
    return isWhole && matchesPattern(parts[0] ?? [], "arn") ? [parts] : [];
  });
}

/** An ARN that the pattern matches: in the user's own partition and account, where it matches them. */
function fillIn(parts: readonly Pattern[], { partition, accountId }: Principal, one: string): string {
  const own = ["arn", partition, undefined, undefined, accountId];
  return Array.from({ length: ARN_PARTS }, (_, i) => {
    const part = parts[i] ?? [ANY];
    const mine = own[i];
    return mine !== undefined && matchesPattern(part, mine) ? mine : fillWildcards(part, FILLER, one);
  }).join(":");
}

/** What to put for "?": a character that no pattern writes out, so that none takes it by chance. */
function unusedCharacter(patterns: readonly PatternOf[]): string {
  if (!patterns.some(({ parts }) => parts.some((part) => part.includes(ONE)))) return "x";
  const written = new Set(patterns.flatMap(({ parts }) => parts.flat()));
  return [..."xqjzkw0123456789"].find((char) => !written.has(char)) ?? "x";
}

/**
 * Which resources no action of a service acts on, where that is known: the users, groups, policies and MFA devices of
 * IAM, by AWS's Service Authorization Reference. Who may do everything in S3 can do nothing by it to a user. A test
 * compares it. Of all services alike, the same function.
 */
export function neverActedOn(service: string): (resource: string) => boolean {
  return ON_IAM.has(service) ? none : isOfIam;
}

const ON_IAM = new Set(["codestar", "iam", "sts"]);

const none = () => false;
const isOfIam = (arn: string) => /^arn:[^:]*:iam:[^:]*:[^:]*:(group|mfa|policy|user)\//.test(arn);
