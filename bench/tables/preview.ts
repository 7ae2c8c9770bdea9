import { EMPTY_PACK, AWSGUARD_PACK, NO_PACK, OUR_PACK } from "../preview/names";
import type { StackSize } from "../model";
import { describe, median, short, table } from "./words";

const HEAD = ["resources", NO_PACK, `${EMPTY_PACK} adds`, `${OUR_PACK} adds`, `${AWSGUARD_PACK} adds`];

/** Previews: how many seconds each pack adds, and how that compares. */
export function previewTable(sizes: readonly StackSize[]): string {
  const last = sizes.at(-1);
  if (!last) return "";
  return [table(HEAD, sizes.map(rowOf)), describe(last.conditions)].join("\n\n");
}

function rowOf({ resources, packs }: StackSize): string[] {
  const seconds = (name: string) => median(packs.find(({ pack }) => pack === name)?.seconds ?? []);
  const added = (name: string) => seconds(name) - seconds(NO_PACK);
  const empty = added(EMPTY_PACK);
  const withRatio = (name: string) => `${short(added(name))} s (${(added(name) / empty).toFixed(2)} ×)`;
  return [
    resources === 0 ? "0 (start-up)" : String(resources),
    `${short(seconds(NO_PACK))} s`,
    `${short(empty)} s`,
    ...[withRatio(OUR_PACK), withRatio(AWSGUARD_PACK)],
  ];
}
