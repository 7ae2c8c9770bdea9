import { describeReason } from "../../policypack/facts/fact";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { problemsIn } from "../../policypack/judgement/rollout-status";
import type { Rollout } from "../../policypack/rollout/rollout";
import type { LocatedRollout } from "../../policypack/rollout/parse";
import { RolloutError, type RolloutMistake } from "../../policypack/rollout/problem";
import { pastUnlessDeployed, rolloutProblems } from "../../policypack/rollout/problems";
import { showPath } from "../../policypack/rollout/quote";
import type { Cli } from "../context";
import { EXIT } from "../errors";
import { folderProblems, openRolloutFolder, type RolloutOfFolder } from "../organization/rollout-folder";
import { inertJson } from "../report/json";
import { layoutFor, paragraphs } from "../report/terminal-layout";
import { oneLine } from "../text";
import { type FolderJson, VALIDATE_VERSION, type ValidateProblem } from "./validate-json";

/** What is found in a file that can be read. */
export interface Checked {
  readonly problems: readonly ValidateProblem[];
  readonly notes: readonly ValidateProblem[];
  /** Why not all could be read of the account that was given, a sentence each. */
  readonly unread: readonly string[];
}

/** @param account The account that the file is for; null: nobody has read it. */
export function checkRollout(located: LocatedRollout, account: AccountFacts | null, now: Date): Checked {
  const { rollout } = located;
  const problems = account ? problemsIn(rollout, account, now) : withoutAccount(rollout, now);
  const unread = account ? unreadOf(account) : [];
  const notes = account && unread.length === 0 ? [] : pastUnlessDeployed(rollout, now);
  return { problems: placed(located, problems), notes: placed(located, notes), unread };
}

interface Unplaced {
  readonly kind: string;
  readonly where: string;
  readonly message: string;
}

function placed({ positionOf }: LocatedRollout, found: readonly Unplaced[]): ValidateProblem[] {
  return found.map((problem) => ({ ...problem, ...positionOf(problem.where) }));
}

/** What makes a file one that can't be read. */
export function mistakesIn({ mistakes }: RolloutError): ValidateProblem[] {
  return mistakes.map(toMistake);
}

function toMistake({ position, path, message }: RolloutMistake): ValidateProblem {
  return {
    kind: "mistake",
    where: path.length === 0 ? null : showPath(path),
    line: position?.line ?? null,
    column: position?.column ?? null,
    message,
  };
}

function withoutAccount(rollout: Rollout, now: Date) {
  return rolloutProblems(rollout, { now, users: null, groups: null, newWaves: [] });
}

/** Waves whose deadline is past. That is right where they are deployed, which the file alone does not tell. */
export function pastWaves({ waves }: Rollout, now: Date): string[] {
  return waves.filter(({ deadline }) => deadline <= now).map(({ name }) => name);
}

function unreadOf({ users, groups, policies }: AccountFacts): string[] {
  const reasons = [users, groups, policies].flatMap(({ complete }) =>
    complete.known ? [] : [complete.reason],
  );
  return [...new Set(reasons.map((reason) => `Not checked: ${describeReason(reason)}`))];
}

/** Each with its place, as editors and compilers write it: a program that reads those finds it. */
export function problemLines(file: string, problems: readonly ValidateProblem[]): string[] {
  return problems.map(({ where, message, line, column }) =>
    oneLine(`${file}:${line}:${column}: ${where}: ${message}`),
  );
}

export function countOf(problems: number): string {
  return `${problems} ${problems === 1 ? "problem" : "problems"}`;
}

/** @param notes Whether something is told that may be right. */
export function nothingWrong(notes: boolean): string {
  return `nothing ${notes ? "else " : ""}is wrong`;
}

interface CheckedFile extends Pick<RolloutOfFolder, "file" | "account"> {
  readonly problems: readonly ValidateProblem[];
  readonly notes: readonly ValidateProblem[];
  /** How a terminal has them. */
  readonly lines: readonly string[];
}

/**
 * Checks every rollout file of an organization's folder. Each is checked as it is: an account goes by its own file
 * alone, or else by `defaults.yaml`, and nothing of the one is added to the other.
 */
export async function validateFolder(cli: Cli, folder: string, format: "text" | "json"): Promise<void> {
  const { files, misnamed } = await openRolloutFolder(cli, folder);
  const now = cli.now();
  const checked = files.map((file) => checkFile(file, now));
  const count = misnamed.length + checked.reduce((all, { problems }) => all + problems.length, 0);
  cli.exitCode = count > 0 ? EXIT.found : EXIT.nothingFound;
  const isPast = ({ read }: RolloutOfFolder) =>
    !(read instanceof RolloutError) && pastWaves(read.rollout, now).length > 0;
  const notChecked = uncheckedIn(folder, files.some(isPast));
  if (format === "json") return cli.print(toJson(folder, checked, { misnamed, notChecked }));
  const lines = [...misnamed, ...checked.flatMap((file) => file.lines), summary(folder, checked, count)];
  cli.print(paragraphs(layoutFor(cli), lines.join("\n")));
  cli.warn(notChecked);
}

function checkFile(one: RolloutOfFolder, now: Date): CheckedFile {
  const { file, account, read } = one;
  if (read instanceof RolloutError)
    return { file, account, problems: mistakesIn(read), notes: [], lines: [read.message] };
  const { problems, notes } = checkRollout(read, null, now);
  const all = [...placed(read, folderProblems(one)), ...problems];
  return { file, account, problems: all, notes, lines: problemLines(file, [...all, ...notes]) };
}

function summary(folder: string, files: readonly CheckedFile[], count: number): string {
  const read = `${folder}: ${files.length} ${files.length === 1 ? "rollout file" : "rollout files"}`;
  if (count > 0) return `${read}, ${countOf(count)}.`;
  return `${read}, ${nothingWrong(files.some(({ notes }) => notes.length > 0))}.`;
}

function uncheckedIn(folder: string, past: boolean): string {
  const deployed = past ? ", and whether the waves whose deadline is past are deployed" : "";
  return (
    "Not checked: whether the accounts are in the organization and have these users and groups" +
    `${deployed}. For that, run mfa-guard plan --org --rollout ${folder}.`
  );
}

interface Told {
  readonly misnamed: readonly string[];
  readonly notChecked: string;
}

/** As `docs/organization-validate.schema.json` has it. */
function toJson(folder: string, files: readonly CheckedFile[], { misnamed, notChecked }: Told): string {
  const json: FolderJson = {
    version: VALIDATE_VERSION,
    folder,
    problems: misnamed.map((message) => ({
      ...{ kind: "misnamed", where: null, line: null, column: null },
      message,
    })),
    files: files.map(({ file, account, problems, notes }) => ({
      ...{ file, account },
      problems: [...problems],
      notes: [...notes],
    })),
    notChecked: [notChecked],
  };
  return inertJson(json);
}
