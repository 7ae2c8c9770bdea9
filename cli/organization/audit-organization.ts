import type { Command } from "commander";
import type { Connection } from "../../policypack/facts/connection";
import type { Cli } from "../context";
import type { AccountReport } from "../report/report-model";
import type { Judged } from "../report/source";
import { formattedIn } from "../report/formatting-threads";
import { Spool } from "../report/spool";
import { placeOf } from "./accounts";
import { type OrganizationReading, readOrganization, type Receiver } from "./read-organization";
import { connectionTo } from "./read-member";
import type { Judge, Take } from "./reading";

export interface OrganizationAudit extends Omit<OrganizationReading<Receiver>, "receiver"> {
  readonly judge: Judge;
}

export interface Audited extends Judged {
  /** How to reach an account with the credentials that read it. */
  readonly connectionFor: (account: AccountReport) => Connection;
}

/**
 * Audits the accounts of the caller's organization.
 * @throws CliError where nothing can be read at all; what is the matter with single accounts is in `failures`.
 */
export async function auditOrganization(
  cli: Cli,
  command: Command,
  { judge, ...audit }: OrganizationAudit,
): Promise<Audited> {
  // Takes the report of each account, so that memory need not hold those of all.
  const receiver = (folder: string) => {
    const spool = new Spool(folder);
    const take: Take = (member, facts, snapshot) =>
      spool.add(member.id, { ...judge(member.id, facts, snapshot), organization: placeOf(member) });
    return { spool, take };
  };
  const read = await readOrganization(cli, command, { ...audit, receiver });
  const { ids, access, failures, leftOut, written } = read;
  const { spool } = read.receiver;
  return {
    ...{ failures, leftOut, written, organization: true },
    accounts: spool.outlinesOf(ids),
    each: () => spool.each(ids),
    ...formattedIn(spool, ids),
    connectionFor: ({ id, partition, facts }) =>
      connectionTo({ id: id ?? "", partition: partition ?? "" }, facts.identity, access),
  };
}
