/** What the permissions are about. */
export interface PermissionScope {
  readonly partition: string;
  readonly accountId: string;
  /** IAM groups of the waves. */
  readonly groups: readonly { readonly name: string; readonly path: string }[];
  readonly from: string;
  readonly sesRegion: string;
  readonly logGroupArn: string;
}

/**
 * All that the function may do: read the members of the waves, and mail from one address.
 *
 * Members are any users of the account, so reading them is allowed by account. Sending is held by the sender and not
 * by the identity: SES asks for the permission on whichever identity it finds verified (the address or a domain), on
 * the identity's configuration set where it has one, and in its sandbox on the recipient's identity too.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_sesv2.html
 */
export function reminderPermissions(scope: PermissionScope) {
  const { partition, accountId, groups, from, sesRegion, logGroupArn } = scope;
  const iam = `arn:${partition}:iam::${accountId}`;
  const ses = `arn:${partition}:ses:${sesRegion}:${accountId}`;
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ReadGroups",
        Effect: "Allow",
        Action: "iam:GetGroup",
        Resource: groups.map(({ name, path }) => `${iam}:group${path}${name}`),
      },
      {
        Sid: "ReadMembers",
        Effect: "Allow",
        Action: ["iam:ListMFADevices", "iam:GetLoginProfile", "iam:ListUserTags"],
        Resource: `${iam}:user/*`,
      },
      {
        Sid: "Mail",
        Effect: "Allow",
        Action: "ses:SendEmail",
        Resource: [`${ses}:identity/*`, `${ses}:configuration-set/*`],
        Condition: { StringEquals: { "ses:FromAddress": from } },
      },
      {
        Sid: "Log",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${logGroupArn}:*`,
      },
    ],
  };
}

/** Who may take the role: Lambda, which gives a function no role of another account. */
export const LAMBDA_TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
