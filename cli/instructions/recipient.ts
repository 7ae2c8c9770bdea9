import type { Connection } from "../../policypack/facts/connection";
import { describeReason } from "../../policypack/facts/fact";
import type { ReadOptions } from "../../policypack/facts/live/read-account";
import { sameCase } from "../../policypack/rollout/assign";
import type { Rollout } from "../../policypack/rollout/model";
import { readThrough } from "../account";
import type { Cli } from "../context";
import { CliError } from "../errors";
import { impactOf } from "../rollout/impact";
import type { Standing } from "../rollout/subjects";
import { accountInfoOf, readAccountInfo } from "./account-info";
import type { UserLetterFacts } from "./user-letter";

export type Recipient = Pick<UserLetterFacts, "accountInfo" | "name" | "standing" | "breaks" | "devices">;

/**
 * Whom a letter is for: one user, a wave, or anybody.
 * @throws CliError where the account has no such console user, or the rollout file no such wave.
 */
export async function recipient(
  cli: Cli,
  connection: Connection,
  options: ReadOptions,
  rollout: Rollout | null,
  { user, wave }: { readonly user?: string; readonly wave?: string },
): Promise<Recipient> {
  if (user !== undefined) return oneUser(cli, connection, options, rollout, user);
  const standing = wave === undefined ? NO_DEADLINE : standingOfWave(rollout, wave);
  return {
    accountInfo: await readAccountInfo(cli, connection, options),
    name: null,
    standing,
    breaks: [],
    devices: [],
  };
}

const NO_DEADLINE: Standing = { kind: "no deadline" };

function standingOfWave(rollout: Rollout | null, name: string): Standing {
  const wave = rollout?.waves.find((other) => sameCase(other.name) === sameCase(name));
  if (wave) return { kind: "wave", wave: wave.name, deadline: wave.deadline };
  const there = rollout?.waves.map((other) => other.name).join(", ");
  const found = there ? `It has: ${there}.` : "Name a rollout file that has waves, with --rollout.";
  throw new CliError(`The rollout file has no wave ${name}. ${found}`);
}

async function oneUser(
  cli: Cli,
  connection: Connection,
  options: ReadOptions,
  rollout: Rollout | null,
  name: string,
): Promise<Recipient> {
  const account = await readThrough(cli, connection, options);
  const accountInfo = accountInfoOf(account);
  const person = impactOf(account, rollout, cli.now()).people.find(
    (p) => sameCase(p.name) === sameCase(name),
  );
  if (!person)
    throw new CliError(
      `${account.label} has no user ${name} with a console password, as far as could be read.`,
    );
  const { enrolled, devices, standing, breaks } = person;
  if (!enrolled.known)
    cli.warn(`Whether ${person.name} has MFA already is not known: ${describeReason(enrolled.reason)}`);
  else if (enrolled.value) cli.warn(`${person.name} has MFA already, and the letter says so.`);
  return { accountInfo, name: person.name, standing, breaks, devices };
}
