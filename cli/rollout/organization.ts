import type { Command } from "commander";
import type { Cli } from "../context";
import { EXIT, type ExitCode } from "../errors";
import { openFolder } from "../instructions/eml-folder";
import { asJson } from "../json-model";
import { judgeAccounts } from "../organization/judge-accounts";
import type { MaxAgeOption } from "../organization/max-age";
import type { OrganizationOptions } from "../organization/options";
import { resetsOf } from "../organization/password-resets";
import { readRolloutFolder } from "../organization/rollout-folder";
import { inertJson } from "../report/json";
import { layoutFor } from "../report/terminal-layout";
import { impactOf } from "./impact";
import type { OrganizationPlanJson } from "./organization-model";
import { accountPlan, type OrganizationPlan, totalOf, undecided } from "./organization-plan";
import { proposedFiles } from "./organization-proposal";
import { organizationPlanTable } from "./organization-table";
import { personJson } from "./plan-json";
import { PLAN_VERSION } from "./plan-model";
import type { Schedule } from "./propose";
import { installedSchema } from "./rollout-text";

export interface OrganizationPlanOptions extends OrganizationOptions, MaxAgeOption {
  readonly rollout?: string;
  readonly format: "table" | "json";
  /** A folder. */
  readonly output?: string;
  readonly schedule: Schedule;
  readonly schema?: string;
}

/** `mfa-guard plan --org`: whom forcing MFA would hurt in each account, and one proposal for all of them. */
export async function organizationPlan(
  cli: Cli,
  command: Command,
  options: OrganizationPlanOptions,
): Promise<void> {
  const rollouts = await readRolloutFolder(cli, options.rollout);
  const write = options.output === undefined ? null : await openFolder(cli.resolve(options.output), FOLDER);
  const at = cli.now();
  const read = await judgeAccounts(cli, command, {
    ...{ ...options, rollouts, addMore: resetsOf(cli, command) },
    judge: ({ id }, facts, rollout) => accountPlan(id, impactOf(facts, rollout, at)),
  });
  const { accounts, failures, leftOut } = read;
  const plan = { at, accounts, total: totalOf(accounts), failures, leftOut };
  cli.print(options.format === "json" ? planJson(plan) : organizationPlanTable(plan, layoutFor(cli)));
  if (write !== null) {
    const schema = options.schema ?? installedSchema(cli.cwd, cli.resolve(`${options.output}/defaults.yaml`));
    const files = proposedFiles(plan, { rollouts, ...options, schema });
    await write(files);
    cli.progress(`Wrote ${options.output}: ${files.map(({ name }) => name).join(", ")}.`);
  }
  await read.written();
  cli.exitCode = exitCodeOf(plan);
}

const FOLDER = { mode: 0o644, why: "so that no file of before stays among them" };

/** As `docs/organization-plan.schema.json` has it. */
function planJson({ at, accounts, total, failures, leftOut }: OrganizationPlan): string {
  const each = accounts.map((one) => {
    const { account, self, signIn, problems, unknown } = one.impact;
    const { id, group, counts } = one;
    const people = undecided(one).map(personJson);
    return { id, account, group, counts, people, ...asJson({ self, signIn, problems, unknown }) };
  });
  const json: OrganizationPlanJson = {
    ...{ version: PLAN_VERSION, at: at.toISOString(), total, accounts: each },
    ...asJson({ failures: [...failures], leftOut: [...leftOut] }),
  };
  return inertJson(json);
}

/** As of `audit --org`: what is unread is never hidden behind what was found. */
function exitCodeOf({ accounts, failures }: OrganizationPlan): ExitCode {
  if (failures.length > 0) return EXIT.couldNotRun;
  return accounts.some(({ group }) => group === "decide") ? EXIT.found : EXIT.nothingFound;
}
