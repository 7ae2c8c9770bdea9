/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_sign-in.html, and the guides of the other partitions. */
const DOMAINS: Readonly<Record<string, string>> = {
  aws: "signin.aws.amazon.com",
  "aws-cn": "signin.amazonaws.cn",
  "aws-us-gov": "signin.amazonaws-us-gov.com",
};

/** Three to 63 characters: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccountAlias.html */
const ALIAS = /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * The account's own sign-in address for IAM users; null for a partition whose addresses are not published.
 * @param alias The account's alias; null: none, or it is not known. The number always works, and stands in for
 *   what is no alias and might lead elsewhere.
 */
export function signInAddress({
  accountId,
  partition,
  alias,
}: {
  readonly accountId: string;
  readonly partition: string;
  readonly alias: string | null;
}): string | null {
  const domain = DOMAINS[partition];
  const name = alias !== null && ALIAS.test(alias) ? alias : accountId;
  return domain === undefined ? null : `https://${name}.${domain}/console`;
}
