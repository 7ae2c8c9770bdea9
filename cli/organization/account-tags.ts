import type { OrganizationsClient } from "@aws-sdk/client-organizations";
import { InvalidArgumentError } from "commander";
import pLimit from "p-limit";
import { errorCode } from "../../policypack/facts/live/calls";
import { CliError, messageOf } from "../errors";
import type { Member } from "./accounts";

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** Whether an account has the tags that are asked for, or why that can't be told. */
export type Tagged = { readonly matches: boolean } | { readonly matches: null; readonly why: string };

/** Calls at once: AWS throttles them by organization. */
const CONCURRENCY = 5;

/**
 * Which accounts have tags, by the organization's own tags of accounts. Of one key, any of the values will do; of
 * different keys, each is needed: as AWS has it for resources.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTagsForResource.html
 * https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 * @throws CliError where the call is denied: then it is for every account.
 */
export async function tagged(
  client: OrganizationsClient,
  members: readonly Member[],
  tags: readonly Tag[],
): Promise<ReadonlyMap<string, Tagged>> {
  const limit = pLimit(CONCURRENCY);
  const answers = members.map(({ id }) =>
    limit(async () => [id, await ofAccount(client, id, tags)] as const),
  );
  return new Map(await Promise.all(answers));
}

async function ofAccount(
  client: OrganizationsClient,
  ResourceId: string,
  tags: readonly Tag[],
): Promise<Tagged> {
  const { paginateListTagsForResource } = await import("@aws-sdk/client-organizations");
  try {
    const own: { readonly Key?: string; readonly Value?: string }[] = [];
    for await (const { Tags } of paginateListTagsForResource({ client }, { ResourceId }))
      own.push(...(Tags ?? []));
    const has = ({ key, value }: Tag) => own.some(({ Key, Value }) => Key === key && Value === value);
    const keys = [...new Set(tags.map(({ key }) => key))];
    return { matches: keys.every((key) => tags.some((tag) => tag.key === key && has(tag))) };
  } catch (error) {
    const code = errorCode(error);
    const said = `organizations:ListTagsForResource answered ${code} (${messageOf(error)})`;
    if (code.startsWith("AccessDenied"))
      throw new CliError(
        `The tags of accounts can't be read: ${said}. \`mfa-guard permissions --for audit-org-tag\` prints what --tag needs.`,
      );
    return { matches: null, why: `whether it has the tags of --tag is not known: ${said}. Run again.` };
  }
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_Tag.html */
const [LONGEST_KEY, LONGEST_VALUE] = [128, 256];

/** Takes tags, one after the other, as commander gives them. A value may be empty, and have a "=" in it. */
export function collectTags(text: string, before: readonly Tag[] = []): readonly Tag[] {
  const at = text.indexOf("=");
  const [key, value] = [text.slice(0, at), text.slice(at + 1)];
  if (at > 0 && key.length <= LONGEST_KEY && value.length <= LONGEST_VALUE)
    return [...before, { key, value }];
  throw new InvalidArgumentError("A tag is expected as KEY=VALUE, such as stage=production.");
}
