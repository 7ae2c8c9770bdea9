import type { OrganizationsClient } from "@aws-sdk/client-organizations";
import { type Fact, known, type Unknown, unknown } from "../../policypack/facts/fact";
import { wholeSignal } from "../../policypack/facts/live/budget";
import { attempt } from "../../policypack/facts/live/calls";
import { required } from "../../policypack/facts/live/pages";

/**
 * The organizational units of accounts, by the names that people know them by. organizations:ListAccounts tells the
 * path of each account, in ids: "o-a1b2c3d4e5/r-f6g7/ou-f6g7-11111111/". Each unit's name is one call more, made once
 * however many accounts are in it.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganizationalUnit.html
 */
export class Units {
  private readonly names = new Map<string, Promise<Fact<string>>>();
  private readonly signal: AbortSignal;

  /** @param budget Milliseconds for the names of all units. */
  constructor(
    private readonly client: OrganizationsClient,
    budget: number,
  ) {
    this.signal = wholeSignal({ budget });
  }

  /** "Root/Production/Europe", from the top down. Never throws: what could not be read is unknown. */
  async pathOf(paths: readonly string[] | undefined): Promise<Fact<string>> {
    const [path] = paths ?? [];
    if (path === undefined) return NOT_TOLD;
    const names = ["Root"];
    for (const id of path.split("/").filter((part) => part.startsWith("ou-"))) {
      const name = await this.nameOf(id);
      if (!name.known) return name;
      names.push(name.value);
    }
    return known(names.join("/"));
  }

  private nameOf(id: string): Promise<Fact<string>> {
    const name = this.names.get(id) ?? this.ask(id);
    this.names.set(id, name);
    return name;
  }

  private async ask(OrganizationalUnitId: string): Promise<Fact<string>> {
    const { DescribeOrganizationalUnitCommand } = await import("@aws-sdk/client-organizations");
    const purpose = {
      what: "the names of the organizational units",
      call: "organizations:DescribeOrganizationalUnit",
      where: "the organization",
    };
    const call = () =>
      this.client.send(new DescribeOrganizationalUnitCommand({ OrganizationalUnitId }), {
        abortSignal: this.signal,
      });
    return attempt(
      purpose,
      async () => required((await call()).OrganizationalUnit?.Name, "Name"),
      this.signal,
    );
  }
}

const NOT_TOLD: Unknown = unknown({
  what: "the organizational units of the accounts",
  call: "organizations:ListAccounts",
  code: "NotTold",
  message: "the answer has no paths",
  remedy: "Look at the account in the AWS Organizations console.",
});
