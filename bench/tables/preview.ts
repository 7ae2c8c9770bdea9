import { EMPTY_PACK, AWSGUARD_PACK, NO_PACK, OUR_PACK } from "../preview/names";
import type { StackSize } from "../model";
import { describe, median, short, table } from "./markdown";

const HEAD = ["resources", "", NO_PACK, `${EMPTY_PACK} adds`, `${OUR_PACK} adds`, `${AWSGUARD_PACK} adds`];

/** Previews: how many seconds each pack adds, of the clock and of the processors, and how that compares. */
export function previewTable(sizes: readonly StackSize[]): string {
  const last = sizes.at(-1);
  if (!last) return "";
  return [table(HEAD, sizes.flatMap(rowsOf)), describe(last.conditions)].join("\n\n");
}

function rowsOf(size: StackSize): string[][] {
  const resources = size.resources === 0 ? "0 (start-up)" : String(size.resources);
  const wall = [resources, "wall time", ...cells(size, (pack) => pack.seconds)];
  const hasCpu = size.packs.every(({ cpuSeconds }) => cpuSeconds.length > 0);
  return hasCpu ? [wall, ["", "CPU time", ...cells(size, (pack) => pack.cpuSeconds)]] : [wall];
}

type Pack = StackSize["packs"][number];

function cells({ packs }: StackSize, of: (pack: Pack) => readonly number[]): string[] {
  const seconds = (name: string) => {
    const pack = packs.find((one) => one.pack === name);
    return median(pack ? of(pack) : []);
  };
  const added = (name: string) => seconds(name) - seconds(NO_PACK);
  const empty = added(EMPTY_PACK);
  const withRatio = (name: string) =>
    Number.isNaN(added(name)) ? "" : `${short(added(name))} s (${(added(name) / empty).toFixed(2)} ×)`;
  return [
    ...[`${short(seconds(NO_PACK))} s`, `${short(empty)} s`],
    ...[withRatio(OUR_PACK), withRatio(AWSGUARD_PACK)],
  ];
}
