import type { AwsClients, Connection } from "../../policypack/facts/connection";
import type { Cli } from "../context";
import type { OwnUser } from "./own-user";
import type { Terminal } from "./terminal";

/** The caller, at a terminal. */
export interface Enrolling {
  readonly cli: Cli;
  readonly connection: Connection;
  readonly clients: AwsClients;
  readonly user: OwnUser;
  /** That of the caller; null: they have said none. */
  readonly region: string | null;
  readonly terminal: Terminal;
}
