import { type IAMClient, paginateListUsers } from "@aws-sdk/client-iam";
import type { Fact } from "../fact";
import { PAGE_SIZE } from "./authorization-details";
import { attempt } from "./calls";
import { required, toLastPage } from "./pages";

/** When the password of each user was last used to sign in, by name; who is not in it has not used one. */
export type PasswordUses = ReadonlyMap<string, Date>;

/**
 * One call a page. Only ListUsers and GetUser return PasswordLastUsed; GetAccountAuthorizationDetails does not.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_User.html
 */
export function readPasswordUses(
  iam: IAMClient,
  where: string,
  signal: AbortSignal,
): Promise<Fact<PasswordUses>> {
  const purpose = { what: "when passwords were last used", call: "iam:ListUsers", where };
  return attempt(
    purpose,
    async () => {
      const uses = new Map<string, Date>();
      const pages = paginateListUsers({ client: iam, pageSize: PAGE_SIZE }, {}, { abortSignal: signal });
      for await (const { Users } of toLastPage(pages)) {
        for (const { UserName, PasswordLastUsed } of required(Users, "Users")) {
          if (UserName !== undefined && PasswordLastUsed) uses.set(UserName, PasswordLastUsed);
        }
      }
      return uses;
    },
    signal,
  );
}
