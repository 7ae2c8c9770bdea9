import { type Config, RunError } from "@pulumi/pulumi";
import { parseReminderSetting } from "./watching/reminder/reminder-setting";
import { parseWatchSetting } from "./watching/watch-setting";

export const NAMESPACE = "mfa-guard";

/** Every setting of `Pulumi.<stack>.yaml`, each under `mfa-guard:`, with how it is read. */
export const SETTINGS = {
  /** The rollout: the path of its file, relative to the project, or its content. */
  rollout: (config: Config) => fileOrContent(config.get("rollout")),
  /** For a new account, in place of a rollout: names of the users to put behind MFA. */
  users: (config: Config) => userNames("users", config.get("users")),
  groupName: (config: Config) => config.get("groupName"),
  policyName: (config: Config) => config.get("policyName"),
  path: (config: Config) => config.get("path"),
  allowLockingMyselfOut: (config: Config) => config.getBoolean("allowLockingMyselfOut"),
  allowNoAdministratorLeft: (config: Config) => config.getBoolean("allowNoAdministratorLeft"),
  /** Names of users who are covered although they could not enrol. */
  allowLockingOut: (config: Config) => userNames("allowLockingOut", config.get("allowLockingOut")),
  /** Whom to tell of what weakens MFA, and whether AWS Config is to look too; left out: nothing is watched. */
  watch: (config: Config) => parseWatchSetting(config.get("watch")),
  /** From whom and when users in grace get a mail each day; left out: nobody does. */
  reminder: (config: Config) => parseReminderSetting(config.get("reminder")),
};

export type Settings = { readonly [Key in keyof typeof SETTINGS]: ReturnType<(typeof SETTINGS)[Key]> };

type RolloutSetting = { readonly file: string } | { readonly content: object };

/** Lists and objects come as JSON, whatever form the file gives them. */
function fileOrContent(text: string | undefined): RolloutSetting | undefined {
  if (text === undefined) return undefined;
  const content = parseJson(text);
  return typeof content === "object" && content !== null ? { content } : { file: text };
}

function userNames(setting: string, json: string | undefined): readonly string[] | undefined {
  if (json === undefined) return undefined;
  const value = parseJson(json);
  if (Array.isArray(value) && value.every((name) => typeof name === "string" && name !== "")) {
    return [...new Set(value as string[])];
  }
  throw new RunError(
    `${NAMESPACE}:${setting} in Pulumi.<stack>.yaml is not a list of IAM user names. ` +
      `Set it with: pulumi config set --path '${NAMESPACE}:${setting}[0]' <name>`,
  );
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
