import type { Cli } from "../context";
import { CliError } from "../errors";
import type { State } from "../status/burndown";
import type { TypedDevice } from "./device-option";
import type { MailOptions } from "./reminder-mail";

/** As commander gives them. */
export interface RemindOptions {
  readonly rollout?: string;
  readonly format: "csv" | "eml";
  readonly output?: string;
  readonly addresses?: string;
  readonly overdue: boolean;
  readonly from?: string;
  readonly device: TypedDevice;
  readonly contact?: string;
}

/** Of whom mails are to be written. */
export function statesOf({ overdue }: RemindOptions): readonly State[] {
  return overdue ? ["in grace", "overdue"] : ["in grace"];
}

/** @throws CliError where the options for mails are not all there. */
export function mailOptionsOf(
  cli: Cli,
  { output, from, device, contact }: RemindOptions,
): MailOptions & { readonly folder: string } {
  if (output === undefined || from === undefined)
    throw new CliError("--format eml needs --output <folder> and --from <address>.");
  const to = { folder: cli.resolve(output), from, device, now: cli.now() };
  return contact === undefined ? to : { ...to, contact };
}
