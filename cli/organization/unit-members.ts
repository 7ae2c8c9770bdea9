import type { OrganizationsClient } from "@aws-sdk/client-organizations";
import { InvalidArgumentError } from "commander";
import { errorCode } from "../../policypack/facts/live/calls";
import { required } from "../../policypack/facts/live/pages";
import { CliError, messageOf } from "../errors";

/**
 * The ids of the accounts in organizational units, those of the units within them included. By listing what is in each:
 * that tells a unit without accounts from one that does not exist.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOrganizationalUnitsForParent.html
 * @param units By id, or by their names from the top down: "ou-ab12-11112222", "Production/Europe".
 * @throws CliError for a unit that does not exist or can't be listed: its accounts would pass for "all fine there".
 */
export async function accountsInUnits(
  client: OrganizationsClient,
  units: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const unit of units) {
    const listing = new UnitListing(client, unit);
    for (const id of await listing.accounts()) found.add(id);
  }
  return found;
}

class UnitListing {
  constructor(
    private readonly client: OrganizationsClient,
    /** As the user has named it. */
    private readonly named: string,
  ) {}

  async accounts(): Promise<readonly string[]> {
    const accounts: string[] = [];
    const open = [ID.test(this.named) ? this.named : await this.idOfPath()];
    for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
      accounts.push(...(await this.accountsOf(parent)));
      open.push(...(await this.unitsOf(parent)).map(({ id }) => id));
    }
    return accounts;
  }

  /** Two units of one parent can't have one name. */
  private async idOfPath(): Promise<string> {
    const names = this.named.split("/");
    let parent = await this.root();
    for (const name of names[0] === ROOT ? names.slice(1) : names) {
      const unit = (await this.unitsOf(parent)).find((one) => one.name === name);
      if (!unit) throw this.unknown();
      parent = unit.id;
    }
    return parent;
  }

  private async root(): Promise<string> {
    const { ListRootsCommand } = await import("@aws-sdk/client-organizations");
    return this.ask("ListRoots", async () => {
      const { Roots } = await this.client.send(new ListRootsCommand({}));
      return required(required(Roots, "Roots")[0]?.Id, "Roots[0].Id");
    });
  }

  private async accountsOf(ParentId: string): Promise<readonly string[]> {
    const { paginateListAccountsForParent } = await import("@aws-sdk/client-organizations");
    return this.ask("ListAccountsForParent", async () => {
      const accounts: string[] = [];
      for await (const page of paginateListAccountsForParent({ client: this.client }, { ParentId }))
        accounts.push(...required(page.Accounts, "Accounts").map(({ Id }) => required(Id, "Id")));
      return accounts;
    });
  }

  private async unitsOf(
    ParentId: string,
  ): Promise<readonly { readonly id: string; readonly name: string }[]> {
    const { paginateListOrganizationalUnitsForParent } = await import("@aws-sdk/client-organizations");
    return this.ask("ListOrganizationalUnitsForParent", async () => {
      const units: { id: string; name: string }[] = [];
      const pages = paginateListOrganizationalUnitsForParent({ client: this.client }, { ParentId });
      for await (const { OrganizationalUnits } of pages)
        for (const { Id, Name } of required(OrganizationalUnits, "OrganizationalUnits"))
          units.push({ id: required(Id, "Id"), name: required(Name, "Name") });
      return units;
    });
  }

  private async ask<T>(action: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      const code = errorCode(error);
      if (code === "ParentNotFound") throw this.unknown();
      const hint = code.startsWith("AccessDenied")
        ? "`mfa-guard permissions --for audit-org-ou` prints what --ou needs."
        : "Run again; if it stays, check the network and AWS's service status.";
      throw new CliError(
        `The accounts of --ou ${this.named} can't be listed: organizations:${action} answered ${code} (${messageOf(error)}). ${hint}`,
      );
    }
  }

  private unknown(): CliError {
    return new CliError(
      `The organization has no organizational unit ${this.named}. Name one by its id, or by the names from the top down, ` +
        "such as Production/Europe; the AWS Organizations console shows both.",
    );
  }
}

/** As reports name the organization's root. */
const ROOT = "Root";

/**
 * A root's or a unit's: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html
 */
const ID = /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/;

/** Takes units, one after the other, as commander gives them. */
export function collectUnits(text: string, before: readonly string[] = []): readonly string[] {
  const names = text.split("/");
  if (names.every((name) => name !== "") && !(/^(r|ou)-[0-9a-z-]*$/.test(text) && !ID.test(text)))
    return [...before, text];
  throw new InvalidArgumentError(
    "A unit's id or names are expected, such as ou-ab12-11112222 or Production/Europe.",
  );
}
