import type { IAM } from "@aws-sdk/client-iam";
import type { RoleArgs } from "@pulumi/aws/iam/role";
import type { Unwrap } from "@pulumi/pulumi";
import { samePolicy } from "../policy-json";
import type { Checked, ResourceType } from "../resource-type";
import { each, names } from "./paginate";
import { syncTags, tagOutputs, toTags } from "./tags";

type Inputs = Checked<Unwrap<RoleArgs>, "name"> & { assumeRolePolicy: string };

export const role: ResourceType<Inputs> = {
  token: "aws:iam/role:Role",
  label: "IAM Role",
  inputs: [
    "assumeRolePolicy",
    "description",
    "forceDetachPolicies",
    "maxSessionDuration",
    "name",
    "namePrefix",
    "path",
    "permissionsBoundary",
    "tags",
  ],
  autoname: { property: "name", max: 64 },
  defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
  replaces: ["name", "namePrefix", "path"],
  json: ["assumeRolePolicy"],
  computed: ["arn", "createDate", "tagsAll", "uniqueId"],

  async create(aws, inputs) {
    await (
      await aws.iam()
    ).createRole({
      RoleName: inputs.name,
      AssumeRolePolicyDocument: inputs.assumeRolePolicy,
      Description: inputs.description,
      MaxSessionDuration: inputs.maxSessionDuration,
      Path: inputs.path,
      PermissionsBoundary: inputs.permissionsBoundary,
      Tags: toTags(inputs.tags),
    });
    return { id: inputs.name };
  },

  async read(aws, id) {
    const { Role: found } = await (await aws.iam()).getRole({ RoleName: id });
    return {
      assumeRolePolicy: decodeURIComponent(found?.AssumeRolePolicyDocument ?? ""),
      description: found?.Description,
      maxSessionDuration: found?.MaxSessionDuration,
      name: found?.RoleName,
      path: found?.Path,
      permissionsBoundary: found?.PermissionsBoundary?.PermissionsBoundaryArn,
      arn: found?.Arn,
      createDate: found?.CreateDate?.toISOString(),
      uniqueId: found?.RoleId,
      ...tagOutputs(found?.Tags),
    };
  },

  async update(aws, old, inputs) {
    const iam = await aws.iam();
    const RoleName = inputs.name;
    const { assumeRolePolicy: PolicyDocument, description, maxSessionDuration } = inputs;
    if (!samePolicy(PolicyDocument, old.assumeRolePolicy))
      await iam.updateAssumeRolePolicy({ RoleName, PolicyDocument });
    await iam.updateRole({
      RoleName,
      Description: description ?? "",
      MaxSessionDuration: maxSessionDuration,
    });
    await setBoundary(iam, RoleName, old.permissionsBoundary, inputs.permissionsBoundary);
    const tagger = {
      tag: (Tags: { Key: string; Value: string }[]) => iam.tagRole({ RoleName, Tags }),
      untag: (TagKeys: string[]) => iam.untagRole({ RoleName, TagKeys }),
    };
    await syncTags(tagger, old.tags, inputs.tags);
  },

  async delete(aws, { forceDetachPolicies }, RoleName) {
    const iam = await aws.iam();
    if (forceDetachPolicies) await detachAll(iam, RoleName);
    await iam.deleteRole({ RoleName });
  },
};

async function setBoundary(iam: IAM, RoleName: string, old?: string, wanted?: string): Promise<void> {
  if (wanted && wanted !== old)
    await iam.putRolePermissionsBoundary({ RoleName, PermissionsBoundary: wanted });
  if (!wanted && old) await iam.deleteRolePermissionsBoundary({ RoleName });
}

async function detachAll(iam: IAM, RoleName: string): Promise<void> {
  const { AttachedPolicies: attached } = await iam.listAttachedRolePolicies({ RoleName });
  await each(names(attached, "PolicyArn"), (PolicyArn) => iam.detachRolePolicy({ RoleName, PolicyArn }));
  const { PolicyNames: inline } = await iam.listRolePolicies({ RoleName });
  await each(inline ?? [], (PolicyName) => iam.deleteRolePolicy({ RoleName, PolicyName }));
}
