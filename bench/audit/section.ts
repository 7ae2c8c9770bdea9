import { toStderr } from "../../sandbox/progress";
import { conditionsNow } from "../conditions";
import { counted, environmentAt, withDir, withEmulator } from "../emulated";
import { measure } from "../measure";
import type { BenchOptions } from "../options";
import type { AccountSize, Cost, Keep, ToolRun } from "../model";
import { AUDITOR_VERSIONS } from "../rivals/versions";
import { compare } from "./compare";
import { type Kind, populate } from "./population";
import { OURS, prepare, rivals, type Tool } from "./tools";

/** One account and those who audit it. */
interface Account {
  readonly endpoint: string;
  readonly kinds: ReadonlyMap<string, Kind>;
}

/** What it takes each tool to tell which console users have no MFA, in accounts of several sizes. */
export async function measureAudits(options: BenchOptions, keep: Keep): Promise<void> {
  const theirs = options.rivalRounds > 0 ? await rivals(toStderr) : [];
  for (const users of options.sizes) {
    const size = await measureSize(users, theirs, options);
    await keep((results) => ({ ...results, audit: merged(results.audit, size) }));
  }
}

/** One size takes the place of the same size measured before. */
function merged(before: readonly AccountSize[], size: AccountSize): AccountSize[] {
  const others = before.filter(({ users }) => users !== size.users);
  return [...others, size].sort((a, b) => a.users - b.users);
}

function measureSize(users: number, theirs: readonly Tool[], options: BenchOptions): Promise<AccountSize> {
  return withEmulator(async ({ endpoint }) => {
    toStderr(`audit: filling an account with ${users} users`);
    const kinds = await populate(endpoint, users);
    const attempts = await inTurn({ endpoint, kinds }, theirs, options);
    return {
      users,
      flagged: [...kinds.values()].filter(({ flagged }) => flagged).length,
      conditions: conditionsNow(AUDITOR_VERSIONS),
      runs: toolRuns(attempts, kinds),
    };
  });
}

interface Attempt {
  readonly tool: Tool;
  readonly cost: Cost;
  readonly calls: Record<string, number>;
  readonly flagged: ReadonlySet<string> | null;
}

/** Every tool once, then every tool again: what else the machine does falls on all alike. */
async function inTurn(account: Account, theirs: readonly Tool[], options: BenchOptions): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for (let round = 0; round < Math.max(options.rounds, options.rivalRounds); round++) {
    for (const tool of [OURS, ...theirs]) {
      const isOurs = tool === OURS;
      if (round >= (isOurs ? options.rounds : options.rivalRounds)) continue;
      attempts.push(await attempt(account, tool, isOurs ? Infinity : options.rivalBudget));
    }
  }
  return attempts;
}

/** @param minutes After which the tool is cut off. */
function attempt({ endpoint }: Account, tool: Tool, minutes: number): Promise<Attempt> {
  return withDir(async (dir) => {
    await prepare(tool, dir);
    const { result: cost, calls } = await counted(endpoint, (proxy) =>
      measure({ ...tool, env: environmentAt(proxy, dir), dir, limit: Math.min(minutes * 60, DAY) }),
    );
    toStderr(`audit: ${tool.name}: ${cost.seconds.toFixed(1)} s${cost.cut ? ", cut off" : ""}`);
    return { tool, cost, calls, flagged: cost.cut ? null : new Set(await tool.flagged(dir)) };
  });
}

/** Seconds; a limit for what has none. */
const DAY = 86_400;

function toolRuns(attempts: readonly Attempt[], kinds: ReadonlyMap<string, Kind>): ToolRun[] {
  const ours = attempts.find(({ tool }) => tool === OURS)?.flagged ?? new Set<string>();
  return [...new Set(attempts.map(({ tool }) => tool))].map((tool) => {
    const own = attempts.filter((attempt) => attempt.tool === tool);
    const last = own.at(-1);
    const flagged = last?.flagged ?? null;
    return {
      tool: tool.name,
      rounds: own.map(({ cost }) => cost),
      calls: last?.calls ?? {},
      flagged: flagged && flagged.size,
      disagreements: flagged ? compare(ours, flagged, kinds) : [],
    };
  });
}
