import type { Rollout } from "../rollout/model";

/** What several rules go by. */
export interface Settings {
  /** Who is to be enrolled by when, and who is exempt; null: no rollout file, so no grace and no exemption. */
  readonly rollout: Rollout | null;
  /** Whether users who are in grace, or denied until they enrol, are violations too. */
  readonly strict: boolean;
  /** Which live users count: all of the account, or those that the stack manages. */
  readonly scope: "account" | "stack";
}

export const DEFAULT_SETTINGS: Settings = { rollout: null, strict: false, scope: "account" };
