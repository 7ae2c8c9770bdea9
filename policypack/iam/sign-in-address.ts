/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_sign-in.html, and the guides of the other partitions. */
const DOMAINS: Readonly<Record<string, string>> = {
  aws: "signin.aws.amazon.com",
  "aws-cn": "signin.amazonaws.cn",
  "aws-us-gov": "signin.amazonaws-us-gov.com",
};

/**
 * The account's own sign-in address for IAM users; null for a partition whose addresses are not published.
 * @param alias The account's alias; null: none, or it is not known. The number always works.
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
  return domain === undefined ? null : `https://${alias ?? accountId}.${domain}/console`;
}
