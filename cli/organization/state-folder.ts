import * as path from "node:path";
import type { Cli } from "../context";
import type { Shard } from "./shard";

/** What two runs must have in common for one to take up what the other has read. */
export interface RunOf {
  /** The organization's id, such as "o-a1b2c3d4e5". */
  readonly organization: string;
  /** The role's name, with its path. */
  readonly role: string;
  readonly shard: Shard | undefined;
  /** What was asked beyond the usual, by the names of the options. */
  readonly asking: readonly string[];
}

/**
 * Where a run keeps what it has read until it has ended: with the state of the user's programs, "that should persist
 * between (application) restarts". https://specifications.freedesktop.org/basedir-spec/latest/
 * @returns null where there is no such place, as in a container without a home.
 */
export function stateFolder(
  { env }: Pick<Cli, "env">,
  { organization, role, shard, asking }: RunOf,
): string | null {
  const state = stateHome(env);
  if (state === null || !/^o-[a-z0-9]{10,32}$/.test(organization)) return null;
  const parts = [
    role.replaceAll("/", "%2F"),
    ...asking,
    ...(shard ? [`${shard.number}-of-${shard.of}`] : []),
  ];
  return path.join(state, "mfa-guard", "organizations", organization, parts.join("+"));
}

function stateHome({ XDG_STATE_HOME, HOME, LOCALAPPDATA }: Cli["env"]): string | null {
  // "All paths set in these environment variables must be absolute."
  if (XDG_STATE_HOME && path.isAbsolute(XDG_STATE_HOME)) return XDG_STATE_HOME;
  if (LOCALAPPDATA) return LOCALAPPDATA;
  return HOME ? path.join(HOME, ".local", "state") : null;
}
