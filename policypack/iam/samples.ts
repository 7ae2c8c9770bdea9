import type { PolicyDocument } from "./document";
import { NO_RESOURCE } from "./resources";
import { arnOf, type Principal } from "./situations";

/** What stands in a sample where a pattern has a wildcard; no real name, so that no other pattern takes it by chance. */
const FILLER = "mfa-guard-sample";

/** The resources on which a user enrols, and some of everybody else's. */
export function enrolmentResources(principal: Principal) {
  const mfa = (name: string) => `arn:${principal.partition}:iam::${principal.accountId}:mfa/${name}`;
  return {
    ownUser: arnOf(principal),
    /** Names of devices are free since 2022-11: https://aws.amazon.com/blogs/security/you-can-now-assign-multiple-mfa-devices-in-iam/ */
    freeDevice: mfa(`${FILLER}-phone`),
    ownNameDevice: mfa(principal.name),
  };
}

/**
 * Resources to judge actions on: none, the user and their devices, somebody else, one that no policy names; and one
 * for each pattern in the documents, its wildcards filled in.
 *
 * Two patterns may overlap in a part of both where no sample lies; a Deny that is narrower than "*" is then judged
 * by the samples outside of it, so that what is open is found, if not every place where it is.
 */
export function sampleResources(principal: Principal, documents: readonly PolicyDocument[]): string[] {
  const { partition, accountId, name } = principal;
  const patterns = documents
    .flatMap(({ statements }) => statements)
    .flatMap((s) => [...(s.resources ?? []), ...(s.notResources ?? [])])
    .filter((pattern) => pattern.startsWith("arn:"));
  return [
    ...new Set([
      NO_RESOURCE,
      ...Object.values(enrolmentResources(principal)),
      `arn:${partition}:iam::${accountId}:user/${FILLER}`,
      `arn:${partition}:${FILLER}:${FILLER}:${accountId}:${FILLER}/${FILLER}`,
      ...patterns.map((pattern) => fillIn(pattern, name, partition, accountId)),
    ]),
  ];
}

/** An ARN that the pattern matches. */
function fillIn(pattern: string, name: string, partition: string, accountId: string): string {
  const parts = pattern.replaceAll("${aws:username}", name).split(":");
  return parts
    .map((part, i) => (part === "*" && i === 1 ? partition : part === "*" && i === 4 ? accountId : part))
    .join(":")
    .replaceAll(/\*+/g, FILLER)
    .replaceAll("?", "x");
}
