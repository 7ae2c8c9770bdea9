import {
  GetAccountPasswordPolicyCommand,
  GetAccountSummaryCommand,
  type IAMClient,
  ListAccountAliasesCommand,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import type { Fact } from "../fact";
import type { PasswordPolicy } from "../account-facts";
import { attempt } from "./calls";
import { required } from "./pages";

/** The counts of an account by name, such as AccountMFAEnabled, which is 0 or 1. */
export type AccountSummary = Partial<Record<string, number>>;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
export function readAccountSummary(
  iam: IAMClient,
  where: string,
  signal: AbortSignal,
): Promise<Fact<AccountSummary>> {
  const purpose = { what: "the account summary", call: "iam:GetAccountSummary", where };
  return attempt(
    purpose,
    async () => {
      const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}), { abortSignal: signal });
      return required(SummaryMap, "SummaryMap");
    },
    signal,
  );
}

/** An account has one alias or none. */
export function readAlias(iam: IAMClient, where: string, signal: AbortSignal): Promise<Fact<string | null>> {
  const purpose = { what: "the account alias", call: "iam:ListAccountAliases", where };
  return attempt(
    purpose,
    async () => {
      const { AccountAliases } = await iam.send(new ListAccountAliasesCommand({}), { abortSignal: signal });
      return required(AccountAliases, "AccountAliases")[0] ?? null;
    },
    signal,
  );
}

export function readPasswordPolicy(
  iam: IAMClient,
  where: string,
  signal: AbortSignal,
): Promise<Fact<PasswordPolicy | null>> {
  const purpose = { what: "the password policy", call: "iam:GetAccountPasswordPolicy", where };
  return attempt(
    purpose,
    async () => {
      try {
        const answer = await iam.send(new GetAccountPasswordPolicyCommand({}), { abortSignal: signal });
        const policy = required(answer.PasswordPolicy, "PasswordPolicy");
        return {
          minimumLength: policy.MinimumPasswordLength ?? 0,
          maximumAge: policy.MaxPasswordAge ?? null,
          hardExpiry: policy.HardExpiry ?? false,
          usersMayChange: policy.AllowUsersToChangePassword ?? false,
        };
      } catch (error) {
        if (error instanceof NoSuchEntityException) return null;
        throw error;
      }
    },
    signal,
  );
}
