import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { PolicyConfigSchema } from "@pulumi/policy";
import { DEFAULT_MAX_AGE } from "../facts/snapshot/bounds";
import { DEFAULT_TIME_LIMIT } from "../facts/live/budget";
import type { Rollout } from "../rollout/rollout";
import { DEFAULT_SETTINGS, type Settings } from "../rules/rule";
import { quote } from "../rollout/quote";
import { lazy } from "./lazy";
import { startedIn } from "./started-in";

/** The settings as a user writes them, in a pack's configuration or in a program. */
export interface SettingsInput {
  /** The rollout file's path, or what would be in it. */
  readonly rollout?: string | object;
  readonly strict?: boolean;
  readonly scope?: Settings["scope"];
  /** Whether what could not be read is a violation of each rule that needed it. */
  readonly requireFacts?: boolean;
  /** Only stacks that carry all of these tags are checked. */
  readonly stackTags?: Readonly<Record<string, string>>;
  /** A snapshot's path: the accounts are taken from it, and not read. */
  readonly facts?: string;
  readonly factsMaxAgeHours?: number;
  /** Whether each user without a password by the credential report is asked about, however many they are. */
  readonly livePasswords?: boolean;
  /** How long the reading of an account may take. */
  readonly timeLimitMinutes?: number;
}

/** A snapshot to take the accounts from; null: they are read live. */
export type FactsSource = { readonly file: string; readonly maxAge: number } | null;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Minutes for the reading of an account. */
const [SHORTEST, LONGEST] = [0.1, 120];

/** What editors and Pulumi Cloud show of the settings. */
export const SETTINGS_PROPERTIES: NonNullable<PolicyConfigSchema["properties"]> = {
  rollout: {
    type: ["string", "object"],
    description:
      "The rollout file: its path, absolute or from the folder in which Pulumi is started; or its content, as an object.",
  },
  strict: {
    type: "boolean",
    default: DEFAULT_SETTINGS.strict,
    description: "Whether users who are in grace, or denied until they enrol, are violations too.",
  },
  scope: {
    type: "string",
    enum: ["account", "stack"],
    default: DEFAULT_SETTINGS.scope,
    description: "Which existing users count: all of the account, or those that the stack manages.",
  },
  requireFacts: {
    type: "boolean",
    default: false,
    description: "Whether what could not be read is a violation of each rule that needed it.",
  },
  stackTags: {
    type: "object",
    additionalProperties: { type: "string" },
    description: "Only stacks that carry all of these tags are checked; all stacks where it is left out.",
  },
  facts: {
    type: "string",
    description:
      "A snapshot made by `mfa-guard snapshot`, by its path, for a pipeline that may not read IAM: the accounts are taken from it.",
  },
  factsMaxAgeHours: {
    type: "number",
    default: DEFAULT_MAX_AGE / HOUR,
    description: "Hours after which a snapshot is too old, and tells nothing any more.",
  },
  livePasswords: {
    type: "boolean",
    default: false,
    description:
      "Whether to ask of each user who has no password by AWS's credential report, which is up to 4 hours old, " +
      "whether that holds (iam:GetLoginProfile). Without it 100 users at most are asked about; if there are more, " +
      "only those who have used a password since the report (iam:ListUsers).",
  },
  timeLimitMinutes: {
    type: "number",
    default: DEFAULT_TIME_LIMIT / MINUTE,
    minimum: SHORTEST,
    maximum: LONGEST,
    description: "How long the reading of an account may take; what has not been read by then is not known.",
  },
};

/**
 * Where the facts are to come from.
 * @throws Error for a path that leads nowhere.
 */
export function factsSource({ facts, factsMaxAgeHours }: SettingsInput): FactsSource {
  if (facts === undefined) return null;
  const maxAge = factsMaxAgeHours === undefined ? DEFAULT_MAX_AGE : factsMaxAgeHours * HOUR;
  return { file: resolved("facts", facts), maxAge };
}

/** A tag that the settings ask for and a stack does not carry; undefined: it carries them all. */
export function lacking(
  asked: SettingsInput["stackTags"],
  tags: ReadonlyMap<string, string>,
): readonly [string, string] | undefined {
  return Object.entries(asked ?? {}).find(([name, value]) => tags.get(name) !== value);
}

/**
 * How long the reading of an account may take, in milliseconds.
 * @throws Error for no time, or more than a preview is waited for.
 */
export function timeLimit({ timeLimitMinutes = DEFAULT_TIME_LIMIT / MINUTE }: SettingsInput): number {
  if (timeLimitMinutes >= SHORTEST && timeLimitMinutes <= LONGEST) return timeLimitMinutes * MINUTE;
  throw new Error(
    `The setting \`timeLimitMinutes\` is ${quote(String(timeLimitMinutes))}. Write a number from ${SHORTEST} to ${LONGEST}.`,
  );
}

/**
 * Reads the settings.
 * @throws RolloutError for a rollout file that is not right, Error for one that can't be read.
 */
export function readSettings({ rollout, strict, scope }: SettingsInput): Settings {
  return {
    rollout: rollout === undefined ? null : readRollout(rollout),
    strict: strict ?? DEFAULT_SETTINGS.strict,
    scope: scope ?? DEFAULT_SETTINGS.scope,
  };
}

function readRollout(rollout: string | object): Rollout {
  const { parseRollout, parseRolloutObject } = lazy.rolloutFiles();
  if (typeof rollout !== "string") return parseRolloutObject(rollout, "the setting `rollout`");
  return parseRollout(readText(resolved("rollout", rollout)), rollout);
}

/**
 * A path as the person who wrote it had it in mind.
 * @throws Error for a relative one where it can't be told what it is relative to: another file would pass for this one.
 */
function resolved(setting: string, file: string): string {
  if (path.isAbsolute(file)) return file;
  const folder = startedIn();
  if (folder !== undefined) return path.resolve(folder, file);
  throw new Error(
    `The setting \`${setting}\` is the relative path ${quote(file)}, and it can't be told here in which folder ` +
      "Pulumi was started. Write an absolute path.",
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`The rollout file ${file} can't be read (${code}). Correct the setting \`rollout\`.`);
  }
}
