import type { Command } from "commander";
import { connect } from "../../policypack/facts/connection";
import { readIdentity } from "../../policypack/facts/live/identity";
import { connectionOf, ownRegion } from "../connection-options";
import type { Cli } from "../context";
import { CliError } from "../errors";
import { unidentified } from "../renewal";
import type { Enrolling } from "./enrol";
import { ownUser } from "./own-user";
import { Interrupted, type Terminal } from "./terminal";

/** Takes hold of the terminal of a run. @throws CliError where there is none. */
export type OpenTerminal = (cli: Cli) => Terminal;

/**
 * Does something as the caller's own user, at a terminal, and leaves nothing open.
 * @throws CliError where there is no terminal, the caller is no IAM user, or they break it off before anything is done.
 */
export async function asCaller(
  cli: Cli,
  command: Command,
  open: OpenTerminal,
  work: (enrolling: Enrolling) => Promise<void>,
): Promise<void> {
  // Before anything is read: where there is no terminal, it can't be used.
  const terminal = open(cli);
  try {
    const connection = await connectionOf(cli, command);
    const clients = await connect(connection);
    const identity = await readIdentity(clients.sts, "yourself", terminal.signal);
    if (!identity.known) throw await unidentified(cli, connection, identity.reason);
    const region = await ownRegion(cli, command);
    await work({ cli, connection, clients, user: ownUser(identity.value), region, terminal });
  } catch (error) {
    throw error instanceof Interrupted ? new CliError("Broken off. Nothing was changed.") : error;
  } finally {
    terminal.close();
  }
}
