import * as path from "node:path";
import pLimit from "p-limit";
import type { Cli } from "../context";
import type { Judging } from "../judging";
import { formattedIn } from "../report/formatting-threads";
import type { Judged } from "../report/source";
import { Spool } from "../report/spool";
import { Threads, threadsFor } from "../threads";
import { nothingLeft } from "./account-choice";
import type { Entry } from "./accounts";
import { judgeKeptBy, type KeptAnswer, keptBasis, type KeptBasis, type KeptText } from "./judge-kept";
import { KeptSnapshots } from "./kept-accounts";
import type { KeptFiles } from "./kept-files";
import { type KeptRun, readRuns } from "./kept-run";
import type { Rollouts } from "./rollout-folder";

interface Source {
  readonly kept: KeptSnapshots;
  readonly run: KeptRun;
  /** The ids of `run.accounts`: each of thousands is looked for in each run. */
  readonly accounts: ReadonlySet<string>;
}

export interface Merge {
  readonly places: readonly KeptFiles[];
  /** Milliseconds since its reading after which an account is not taken. */
  readonly maxAge: number;
  /** Where reports wait that memory need not hold, as an absolute path. */
  readonly spoolIn: string;
  readonly judging: Judging;
  readonly rollouts: Rollouts;
  /** Sees which accounts there are before any is judged, and throws where something does not fit them. */
  readonly inspect: (accounts: readonly { readonly id: string }[]) => void;
}

/**
 * Judges what runs of `audit --org --resume` have kept, as one run over all accounts would. Asks IAM nothing.
 * @throws CliError for a place that is not of such a run.
 */
export async function mergeKept(
  cli: Cli,
  { places, maxAge, spoolIn, judging, rollouts, inspect }: Merge,
): Promise<Judged> {
  const sources = await sourcesOf(cli, places, maxAge);
  const all = sources.flatMap(({ run }) => [...run.accounts, ...run.others, ...run.leftOut]);
  const named = new Map(all.map(({ id, account, organization }) => [id, { id, account, organization }]));
  inspect([...named.keys()].map((id) => ({ id })));
  const leftOut = new Map(sources.flatMap(({ run }) => run.leftOut.map((one) => [one.id, one])));
  const [spool, failures] = [new Spool(spoolIn), new Map<string, Judged["failures"][number]>()];
  const ids = [...named.keys()].sort();
  const toTake = [...named].filter(([id]) => !isLeftOut(id, sources));
  const judge = openKeptJudge(keptBasis(judging, { now: cli.now(), maxAge }, rollouts), toTake.length);
  const take = async (id: string, entry: Entry) => {
    const message = await takeInto(spool, { entry, sources, judge });
    if (message !== null) failures.set(id, { ...entry, message });
  };
  try {
    const limit = pLimit(AT_ONCE);
    await Promise.all(toTake.map(([id, entry]) => limit(take, id, entry)));
  } finally {
    await judge.close();
  }
  const notRead = ids.flatMap((id) => (isLeftOut(id, sources) ? (leftOut.get(id) ?? []) : []));
  // Of no account at all, the report would look like one without violations.
  if (spool.size + failures.size === 0) throw nothingLeft(notRead);
  return {
    ...{ accounts: spool.outlinesOf(ids), each: () => spool.each(ids), organization: true },
    ...formattedIn(spool, ids),
    failures: ids.flatMap((id) => failures.get(id) ?? []),
    leftOut: notRead,
  };
}

/** How many accounts are taken at once, as a bucket takes time to answer, and threads must not run out of them. */
const AT_ONCE = 8;

/** The latest run first. */
async function sourcesOf(cli: Cli, places: readonly KeptFiles[], maxAge: number): Promise<readonly Source[]> {
  const sources: Source[] = [];
  for (const files of places) {
    const runs = await readRuns(files);
    const kept = new KeptSnapshots(cli.now, files, maxAge);
    sources.push(...runs.map((run) => ({ kept, run, accounts: new Set(run.accounts.map(({ id }) => id)) })));
  }
  return sources.sort((a, b) => b.run.at.localeCompare(a.run.at));
}

/** What was read counts before what another run has left out. */
function isLeftOut(id: string, sources: readonly Source[]): boolean {
  const isIn = ({ run }: Source) => run.leftOut.some((one) => one.id === id);
  return !sources.some(({ accounts }) => accounts.has(id)) && sources.some(isIn);
}

interface Taking {
  readonly entry: Entry;
  readonly sources: readonly Source[];
  readonly judge: KeptJudge;
}

const AGAIN = "Run the audit again with --resume.";

/** Judges an account as the latest run has it that read it; gives why there is none. */
async function takeInto(spool: Spool, { entry, sources, judge }: Taking): Promise<string | null> {
  const { id } = entry;
  let why: string | null = null;
  for (const { kept, run, accounts } of sources) {
    if (!accounts.has(id)) continue;
    const failure = run.failures?.find((one) => one.id === id);
    const damaged: string[] = [];
    const tell = (file: string, cause: string) => void damaged.push(`${file} can't be used: ${cause}`);
    if (!failure) {
      for await (const one of kept.textsOf(id, tell)) {
        const answer = await judge.judge({ ...one, entry });
        if ("report" in answer) {
          spool.addJson(id, answer.report, answer.outline);
          return null;
        }
        if (answer.unusable !== null) tell(one.file, answer.unusable);
      }
    }
    why ??=
      failure?.message ??
      (damaged.length > 0 ? `${damaged.join("; ").replace(/\.$/, "")}. ${AGAIN}` : notThere(kept.place, run));
  }
  return why ?? "it is in a shard of which no folder was given. Name the folders of all shards.";
}

function notThere(place: string, { failures }: KeptRun): string {
  const ended = failures === null ? "the run did not come to its end, and " : "";
  return `${ended}${place} has nothing of it that is young enough. ${AGAIN.slice(0, -1)}, or see --max-age.`;
}

interface KeptJudge {
  judge(kept: KeptText): Promise<KeptAnswer>;
  close(): Promise<void>;
}

/** Judges kept accounts, many of them in as many threads as there are processors. */
function openKeptJudge(basis: KeptBasis, accounts: number): KeptJudge {
  const count = threadsFor(accounts);
  if (count > 0) {
    const threads = new Threads<KeptText, KeptAnswer>(path.join(__dirname, "judge-thread.js"), basis, count);
    return { judge: (kept) => threads.ask(kept), close: () => threads.close() };
  }
  const judge = judgeKeptBy(basis);
  return { judge: (kept) => Promise.resolve(judge(kept)), close: () => Promise.resolve() };
}
