import { RolloutError } from "../../policypack/rollout/problem";
import type { Cli } from "../context";
import { EXIT } from "../errors";
import { folderProblems, openRolloutFolder, type RolloutOfFolder } from "../organization/rollout-folder";
import { inertJson } from "../report/json";
import { layoutFor, paragraphs } from "../report/terminal-layout";
import { checkRollout, mistakesIn, pastWaves, placed } from "./check";
import { type FolderJson, VALIDATE_VERSION, type ValidateProblem } from "./model";
import { countOf, nothingWrong, problemLines } from "./words";

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
