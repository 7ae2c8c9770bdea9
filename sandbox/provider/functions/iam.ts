import { createHash } from "node:crypto";
import type { GetPolicyDocumentArgs } from "@pulumi/aws/iam/getPolicyDocument";
import type { GetUserArgs } from "@pulumi/aws/iam/getUser";
import type { GetUsersArgs } from "@pulumi/aws/iam/getUsers";
import type { Aws } from "../aws";
import { all, names } from "../resources/paginate";
import { tagOutputs } from "../resources/tags";
import type { Props } from "../wire";
import { renderPolicyDocument } from "./policy-document";

/** aws.iam.getPolicyDocument */
export async function getPolicyDocument(_aws: Aws, args: GetPolicyDocumentArgs): Promise<Props> {
  const rendered = renderPolicyDocument(args);
  const id = createHash("sha256").update(rendered.json).digest("hex").slice(0, 10);
  return { ...args, ...rendered, version: args.version ?? "2012-10-17", id };
}

/** aws.iam.getUser; a user that isn't there is an error, as in the real provider. */
export async function getUser(aws: Aws, { userName }: GetUserArgs): Promise<Props> {
  const { User: found } = await (await aws.iam()).getUser({ UserName: userName });
  return {
    id: found?.UserId,
    arn: found?.Arn,
    path: found?.Path,
    permissionsBoundary: found?.PermissionsBoundary?.PermissionsBoundaryArn ?? "",
    tags: tagOutputs(found?.Tags).tags,
    userId: found?.UserId,
    userName: found?.UserName,
  };
}

/** aws.iam.getUsers */
export async function getUsers(aws: Aws, { nameRegex, pathPrefix }: GetUsersArgs): Promise<Props> {
  const iam = await aws.iam();
  const users = await all(
    (Marker) => iam.listUsers({ PathPrefix: pathPrefix, Marker }),
    (page) => page.Users,
  );
  const pattern = new RegExp(nameRegex ?? "");
  const found = users.filter((user) => pattern.test(user.UserName ?? ""));
  return {
    id: aws.region,
    arns: names(found, "Arn"),
    names: names(found, "UserName"),
    nameRegex,
    pathPrefix,
  };
}
