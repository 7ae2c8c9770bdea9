import type { Tag } from "@aws-sdk/client-iam";

/** Tags as the program writes them. */
export type Tags = Record<string, string>;

/** To the form in which IAM takes tags. */
export function toTags(tags: Tags = {}): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags of an answer, as the outputs `tags` and `tagsAll` of the real provider. */
export function tagOutputs(list: Tag[] = []): { tags: Tags; tagsAll: Tags } {
  const tags = Object.fromEntries(list.map((tag) => [tag.Key ?? "", tag.Value ?? ""]));
  return { tags, tagsAll: tags };
}

/** How to tag and untag one resource. */
export interface Tagger {
  tag(tags: { Key: string; Value: string }[]): Promise<unknown>;
  untag(keys: string[]): Promise<unknown>;
}

/** Makes the tags of a resource those of its inputs. */
export async function syncTags(tagger: Tagger, old: Tags = {}, wanted: Tags = {}): Promise<void> {
  const gone = Object.keys(old).filter((key) => !(key in wanted));
  const changed = Object.entries(wanted).filter(([key, value]) => old[key] !== value);
  if (gone.length > 0) await tagger.untag(gone);
  if (changed.length > 0) await tagger.tag(toTags(Object.fromEntries(changed)));
}
