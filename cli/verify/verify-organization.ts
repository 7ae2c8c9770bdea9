import type { Command } from "commander";
import { z } from "zod";
import { byName } from "../../policypack/iam/names";
import type { Cli } from "../context";
import { EXIT } from "../errors";
import { asJson } from "../json-model";
import { judgeAccounts } from "../organization/judge-accounts";
import type { MaxAgeOption } from "../organization/max-age";
import type { OrganizationOptions } from "../organization/organization-options";
import { resetsOf } from "../organization/add-resets";
import { readRolloutFolder } from "../organization/rollout-folder";
import { openSink } from "../output";
import { grid } from "../report/grid";
import { inertJson } from "../report/json";
import { leftOutInWords, namesByText } from "../report/left-out";
import { failuresModel, leftOutModel } from "../report/report-model";
import type { Judged } from "../report/source";
import { layoutFor, paragraph, type TerminalLayout } from "../report/terminal-layout";
import { worstAccounts } from "../report/worst-accounts";
import { oneLine } from "../text";
import { isoMinute } from "../times";
import { loadActionList } from "./action-list";
import { counts, gap, gapJson, user, verdictJson, VERIFY_VERSION, verifySchema } from "./verify-json";
import { addUpKinds, countKinds, exitCodeOf, type Kind, type Result, resultOf, worstOf } from "./outcome";
import { countsInWords, gapLines, listed, resultLine } from "./verify-table";
import { isFinding } from "./verdict";
import { type JudgedUser, type Verification, verifyAccount } from "./verify";
import { describeVerdict } from "./describe-verdict";

export interface OrganizationVerifyOptions extends OrganizationOptions, MaxAgeOption {
  readonly rollout?: string;
  readonly allowUnknown: boolean;
  readonly format: "table" | "json";
  readonly output?: string;
}

/** `mfa-guard verify --org`: what the policies deny in each account; these are chosen and read as for `audit --org`. */
export async function organizationVerify(
  cli: Cli,
  command: Command,
  options: OrganizationVerifyOptions,
): Promise<void> {
  const rollouts = await readRolloutFolder(cli, options.rollout);
  const write = await openSink(cli, options.output);
  const { actions, source } = await loadActionList();
  const at = cli.now();
  const read = await judgeAccounts(cli, command, {
    ...{ ...options, rollouts, addMore: resetsOf(cli, command) },
    judge: ({ id }, facts, rollout) =>
      accountVerification(id, verifyAccount(facts, { rollout, now: at, actions })),
  });
  const { accounts, failures, leftOut } = read;
  const all = { at, actions: actions.length, actionList: source, accounts, failures, leftOut };
  const { format, output } = options;
  await write(format === "json" ? verifyJson(all) : organizationVerifyTable(all, layoutFor(cli, output)));
  await read.written();
  // As of `audit --org`: what is unread is never hidden behind what was found.
  cli.exitCode = failures.length > 0 ? EXIT.couldNotRun : exitCodeOf(resultOfAll(all), options.allowUnknown);
}

function resultOfAll({ accounts }: OrganizationVerification) {
  return worstOf(accounts.map(({ result }) => result));
}

/** As `docs/organization-verify.schema.json` has it. */
function verifyJson(all: OrganizationVerification): string {
  const { at, actions, actionList, accounts, failures, leftOut } = all;
  const each = accounts.map(({ users, gaps, ...one }) => ({
    ...one,
    users: users.map(verdictJson),
    unknown: gaps.map(gapJson),
  }));
  const json: OrganizationVerifyJson = {
    version: VERIFY_VERSION,
    ...asJson({ at, actions, actionList, result: resultOfAll(all) }),
    counts: addUpKinds(accounts.map(({ counts }) => counts)),
    ...asJson({ accounts: each, failures: [...failures], leftOut: [...leftOut] }),
  };
  return inertJson(json);
}

/**
 * What is told of an account: the policies of each, with every action that they leave open, would not fit into memory.
 */
interface AccountVerification extends Pick<Verification, "account" | "passwords" | "notLookedAt" | "gaps"> {
  readonly id: string;
  readonly result: Result;
  readonly counts: Readonly<Record<Kind, number>>;
  /** Those who are not as they should be. */
  readonly users: readonly Pick<JudgedUser, "name" | "verdict">[];
}

/** What the policies of an organization's accounts deny. */
export interface OrganizationVerification extends Pick<Judged, "failures" | "leftOut"> {
  readonly at: Date;
  /** How many actions there are, and by which list. */
  readonly actions: number;
  readonly actionList: string;
  readonly accounts: readonly AccountVerification[];
}

export function accountVerification(id: string, verification: Verification): AccountVerification {
  const { account, passwords, notLookedAt, groups, gaps } = verification;
  const users = groups.flatMap((group) =>
    group.users.flatMap(({ name, verdict }) => (isFinding(verdict) ? [{ name, verdict }] : [])),
  );
  return {
    ...{ id, account, passwords, notLookedAt, gaps },
    result: resultOf({ verification, simulation: null }),
    counts: countKinds(verification),
    users: users.sort((a, b) => byName(a.name, b.name)),
  };
}

const { account, passwords, notLookedAt, at, actions, actionList, result } = verifySchema.shape;

/** What `mfa-guard verify --org --format json` writes. */
export const organizationVerifySchema = z
  .strictObject({
    version: z.literal(VERIFY_VERSION),
    ...{ at, actions, actionList },
    result: result.describe("The worst of the accounts that were read; `failures` are no part of it."),
    counts: counts.describe("Of the accounts that were read."),
    accounts: z.array(
      z.strictObject({
        id: z.string().describe("Twelve digits."),
        ...{ account, passwords, notLookedAt, result, counts },
        users: z
          .array(user.omit({ policySet: true }))
          .describe("Those who are not as they should be; `verify` of the account has all, and why."),
        unknown: z.array(gap),
      }),
    ),
    failures: failuresModel.describe("Accounts that could not be read at all: nobody of theirs is counted."),
    leftOut: leftOutModel,
  })
  .meta({ title: "mfa-guard verify --org" });

export type OrganizationVerifyJson = z.output<typeof organizationVerifySchema>;

/** What is to be put right comes first: where the terminal is narrow, the last columns go below the row. */
const COLUMNS: Readonly<Record<Kind, string>> = {
  "locked out": "locked out",
  uncovered: "not covered",
  fails: "more open",
  "security key only": "security key only",
  unknown: "can't tell",
  passes: "pass",
  grace: "in grace",
  exempt: "exempt",
};

/** The verification of an organization for a terminal: an account a line, then who is not as they should be. */
export function organizationVerifyTable(all: OrganizationVerification, layout: TerminalLayout): string {
  const { at, actions, actionList, accounts, failures, leftOut } = all;
  const { bold, dim, red, yellow } = layout.colours;
  const faint = (text: string) => dim(paragraph(layout, oneLine(text)));
  const total = addUpKinds(accounts.map(({ counts }) => counts));
  const read = `${accounts.length} of ${accounts.length + failures.length} accounts read`;
  const failed = failures.map(({ account, message }) =>
    red(paragraph(layout, oneLine(`${account}: ${message}`), "- ")),
  );
  const { shown, rest } = worstAccounts(layout, accounts, badness, "--format json has them all");
  const rows = shown.map(({ account, counts }) => [oneLine(account), ...cells(counts)]);
  const gaps = accounts.flatMap((one) => one.gaps.map((gap) => ({ ...gap, subject: subjectOf(gap, one) })));
  return [
    bold(paragraph(layout, `${read}: ${countsInWords(total)}`)),
    faint(`at ${isoMinute(at)}, over ${actions} actions (${actionList})`),
    ...[...new Set(accounts.map(({ notLookedAt }) => notLookedAt))].map(faint),
    "",
    ...grid(layout, ["account", ...Object.values(COLUMNS)], [...rows, ["all accounts", ...cells(total)]]),
    ...rest,
    ...shown.flatMap((account) => findings(account, layout)),
    ...gapLines(gaps, layout),
    ...(failed.length > 0 ? ["", "Not read, and nobody of theirs is counted:", ...failed] : []),
    ...leftOutInWords(leftOut).map((text) => paragraph(layout, oneLine(text), "- ")),
    "",
    failures.length > 0
      ? yellow("? not all accounts could be read")
      : resultLine(worstOf(accounts.map(({ result }) => result)), layout.colours),
  ].join("\n");
}

function badness({ counts }: AccountVerification): number[] {
  return WORST_FIRST.map((kind) => counts[kind]);
}

const WORST_FIRST: readonly Kind[] = ["locked out", "uncovered", "fails", "security key only", "unknown"];

function cells(counts: Readonly<Record<Kind, number>>): string[] {
  return (Object.keys(COLUMNS) as Kind[]).map((kind) => String(counts[kind]));
}

/** A user's name says nothing without the account. */
function subjectOf({ subject }: { readonly subject: string }, { account }: AccountVerification): string {
  return subject === account ? account : `${subject} of ${account}`;
}

/** Users of whom the same is to be said, together. */
function findings({ account, users }: AccountVerification, layout: TerminalLayout): string[] {
  const byVerdict = namesByText(users.map(({ name, verdict }) => [describeVerdict(verdict), name] as const));
  const lines = [...byVerdict].map(([words, names]) =>
    paragraph(layout, `${oneLine(words)}: ${listed(names)}`, "- "),
  );
  return lines.length === 0 ? [] : ["", oneLine(`${account}:`), ...lines];
}
