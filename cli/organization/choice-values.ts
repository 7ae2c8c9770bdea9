import { InvalidArgumentError } from "commander";
import { ACCOUNT_ID } from "../account-id";

/** Takes account numbers, one after the other, as commander gives them. */
export function collectAccounts(text: string, before: readonly string[] = []): readonly string[] {
  if (ACCOUNT_ID.test(text)) return [...before, text];
  throw new InvalidArgumentError("An account number of twelve digits is expected, such as 111122223333.");
}

/**
 * The same, with names and wildcards. An account's name has 50 characters at most:
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
 */
export function collectExclusions(text: string, before: readonly string[] = []): readonly string[] {
  const isId = ACCOUNT_ID.test(text);
  if (text !== "" && text.length <= 50 && (isId || !/^\d+$/.test(text))) return [...before, text];
  throw new InvalidArgumentError(
    "An account number of twelve digits, or a name, is expected, such as sandbox-*.",
  );
}
