import { partitionNamed } from "./partitions";

/** Three to 63 characters: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccountAlias.html */
const ALIAS = /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/;

export interface SignInUrl {
  readonly address: string;
  /** Whether it tells AWS the account; else people type its number there. */
  readonly ofAccount: boolean;
}

/**
 * Where the IAM users of an account sign in: at the account's own address, or, where no page of AWS says what that is,
 * at the partition's console; null where none says that either, as for the isolated partitions.
 * @param alias The account's alias; null: none, or it is not known. The number always works, and stands in for
 *   what is no alias and might lead elsewhere.
 */
export function signIn({
  accountId,
  partition,
  alias,
}: {
  readonly accountId: string;
  readonly partition: string;
  readonly alias: string | null;
}): SignInUrl | null {
  const { accountSignIn, console } = partitionNamed(partition) ?? {};
  const name = alias !== null && ALIAS.test(alias) ? alias : accountId;
  if (accountSignIn !== undefined)
    return { address: `https://${name}.${accountSignIn}/console`, ofAccount: true };
  return console === undefined ? null : { address: console, ofAccount: false };
}

/** The address alone. */
export function signInUrl(account: Parameters<typeof signIn>[0]): string | null {
  return signIn(account)?.address ?? null;
}
