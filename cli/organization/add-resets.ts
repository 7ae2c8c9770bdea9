import type { Command } from "commander";
import { connect } from "../../policypack/facts/connection";
import { wholeSignal } from "../../policypack/facts/live/budget";
import { withPasswordResets } from "../../policypack/facts/live/read-password-resets";
import { readOptionsOf } from "../account";
import type { Cli } from "../context";
import type { AddMore } from "./reading";

/** Whose password must be changed first, which no bulk call tells. */
export function resetsOf(cli: Cli, command: Command): AddMore {
  const options = readOptionsOf(cli, command);
  return async (account, connection) => {
    const { iam } = await connect(connection);
    try {
      return await withPasswordResets(account, iam, wholeSignal(options));
    } finally {
      iam.destroy();
    }
  };
}
