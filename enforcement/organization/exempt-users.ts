/** Not a name or an ARN of one IAM user of this partition. */
export class ExemptUserError extends Error {
  override readonly name = "ExemptUserError";
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names */
const USER_NAME = /^[\w+=,.@-]{1,64}$/;
/** In a path everything printable but `*`, `?` and `$`, which would make it a pattern. */
const USER_ARN = /^arn:([\w-]+):iam::\d{12}:user\/([!-#%-)+->@-~]+\/)?[\w+=,.@-]{1,64}$/;

/** Users to except, by what tells each: a name in every account, or an ARN in one. */
export interface ExemptUsers {
  readonly names: readonly string[];
  readonly arns: readonly string[];
}

/**
 * Tells names from ARNs. No wildcards: an exemption names whom it is for.
 *
 * @throws ExemptUserError for what would exempt nobody, or more than one meant.
 */
export function exemptUsers(users: readonly string[], partition: string): ExemptUsers {
  const sorted = [...new Set(users)].sort();
  const names = sorted.filter((user) => USER_NAME.test(user));
  const arns = sorted.filter((user) => !USER_NAME.test(user));
  for (const arn of arns) checkArn(arn, partition);
  return { names, arns };
}

function checkArn(user: string, partition: string): void {
  const arn = USER_ARN.exec(user);
  if (!arn) throw new ExemptUserError(`${JSON.stringify(user)} is no name and no ARN of an IAM user.`);
  if (arn[1] === partition) return;
  throw new ExemptUserError(`${user} is not in partition ${partition}: it would exempt nobody.`);
}
