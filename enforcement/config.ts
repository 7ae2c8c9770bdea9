import { readFileSync } from "node:fs";
import * as path from "node:path";
import { Config, RunError, runtime } from "@pulumi/pulumi";
import { parseRollout, parseRolloutObject } from "@mfa-guard/policypack/internal/rollout/parse";
import { RolloutError } from "@mfa-guard/policypack/internal/rollout/problem";
import type { Rollout } from "@mfa-guard/policypack/internal/rollout/rollout";
import { NAMESPACE, type Settings, SETTINGS } from "./stack-settings";
import type { ReminderSetting } from "./watching/reminder/reminder-setting";
import type { WatchSetting } from "./watching/watch-setting";

/** What the stack is to do. */
export interface StackConfig {
  readonly rollout: Rollout;
  /** The only users to cover, where they are listed in `mfa-guard:users`; null: whom the rollout says. */
  readonly users: readonly string[] | null;
  readonly allow: Allowances;
  /** Left out: nothing is watched, nobody is reminded. */
  readonly watch?: WatchSetting;
  readonly reminder?: ReminderSetting;
}

/** What the deployment refuses unless it is told to do it all the same. */
export interface Allowances {
  readonly lockingMyselfOut: boolean;
  readonly noAdministratorLeft: boolean;
  /** Users who are covered although they could not enrol. */
  readonly lockingOut: readonly string[];
}

/**
 * Reads the stack's configuration.
 * @param project The folder of Pulumi.yaml, to which the path of the rollout file is relative.
 * @throws RunError for a setting that does not exist (a misspelt `users` would cover nobody), has another form, or
 *   says what another says too; and for a rollout that can't be read.
 */
export function readConfig(project: string): StackConfig {
  rejectUnknownSettings();
  const config = new Config(NAMESPACE);
  const read = Object.entries(SETTINGS).map(([key, setting]) => [key, setting(config)]);
  const settings = Object.fromEntries(read) as Settings;
  return {
    rollout: readRollout(settings, project),
    users: settings.rollout ? null : (settings.users ?? []),
    allow: {
      lockingMyselfOut: settings.allowLockingMyselfOut ?? false,
      noAdministratorLeft: settings.allowNoAdministratorLeft ?? false,
      lockingOut: settings.allowLockingOut ?? [],
    },
    watch: settings.watch,
    reminder: settings.reminder,
  };
}

const SIMPLE = ["users", "groupName", "policyName", "path"] as const;

/** Without a rollout, the simple settings are one: of a new account, so at once. */
function readRollout(settings: Settings, project: string): Rollout {
  const { rollout, groupName, policyName, path } = settings;
  const given = SIMPLE.filter((key) => settings[key] !== undefined);
  if (!rollout) {
    const simple = { account: "new", groupName, policyName, path };
    return orRunError(() => parseRolloutObject(simple, "Pulumi.<stack>.yaml, under mfa-guard"));
  }
  if (given.length > 0) {
    throw new RunError(
      `Pulumi.<stack>.yaml sets ${NAMESPACE}:rollout and ${given.map((key) => `${NAMESPACE}:${key}`).join(", ")} too. ` +
        "The rollout says who is covered and what groups and policies are called: move it there, and remove the others.",
    );
  }
  return orRunError(() =>
    "content" in rollout ? ofContent(rollout.content) : ofFile(rollout.file, project),
  );
}

function ofContent(content: object): Rollout {
  return parseRolloutObject(content, `${NAMESPACE}:rollout in Pulumi.<stack>.yaml`);
}

function ofFile(file: string, project: string): Rollout {
  return parseRollout(readFileSync(path.resolve(project, file), "utf8"), file);
}

/** A mistake of the person who writes the file is told without a stack trace. */
function orRunError(read: () => Rollout): Rollout {
  try {
    return read();
  } catch (error) {
    if (error instanceof RolloutError) throw new RunError(error.message);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new RunError(
      `The file of ${NAMESPACE}:rollout can't be read: ${message}. Its path is relative to the folder of Pulumi.yaml.`,
    );
  }
}

function rejectUnknownSettings(): void {
  const known = Object.keys(SETTINGS);
  const unknown = Object.keys(runtime.allConfig())
    .filter((key) => key.startsWith(`${NAMESPACE}:`))
    .map((key) => key.slice(NAMESPACE.length + 1))
    .filter((key) => !known.includes(key));
  if (unknown.length === 0) return;
  throw new RunError(
    `Pulumi.<stack>.yaml sets ${unknown.map((key) => `${NAMESPACE}:${key}`).join(", ")}, which mfa-guard does not know. ` +
      `It knows ${known.map((key) => `${NAMESPACE}:${key}`).join(", ")}. Correct the name, or remove the line.`,
  );
}
