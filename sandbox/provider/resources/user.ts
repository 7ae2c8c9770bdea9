import type { IAM } from "@aws-sdk/client-iam";
import type { UserArgs } from "@pulumi/aws/iam/user";
import type { Unwrap } from "@pulumi/pulumi";
import { ignoreAbsent } from "../errors";
import type { Checked, ResourceType } from "../resource-type";
import { all, each, names } from "./paginate";
import { syncTags, tagOutputs, toTags } from "./tags";

type Inputs = Checked<Unwrap<UserArgs>, "name">;

export const user: ResourceType<Inputs> = {
  token: "aws:iam/user:User",
  label: "IAM User",
  inputs: ["forceDestroy", "name", "path", "permissionsBoundary", "tags"],
  autoname: { property: "name", max: 64 },
  defaults: { forceDestroy: false, path: "/" },
  computed: ["arn", "tagsAll", "uniqueId"],
  recomputed: { outputs: ["arn"], on: ["name", "path"] },

  async create(aws, { name, path, permissionsBoundary, tags }) {
    const iam = await aws.iam();
    await iam.createUser({
      UserName: name,
      Path: path,
      PermissionsBoundary: permissionsBoundary,
      Tags: toTags(tags),
    });
    return { id: name };
  },

  // By the name in the state where there is one: a renamed user keeps its old id in Pulumi.
  async read(aws, id, old) {
    const { User: found } = await (await aws.iam()).getUser({ UserName: old.name ?? id });
    return {
      name: found?.UserName,
      path: found?.Path,
      permissionsBoundary: found?.PermissionsBoundary?.PermissionsBoundaryArn,
      arn: found?.Arn,
      uniqueId: found?.UserId,
      ...tagOutputs(found?.Tags),
    };
  },

  async update(aws, old, { name, path, permissionsBoundary, tags }) {
    const iam = await aws.iam();
    if (name !== old.name || path !== old.path)
      await iam.updateUser({ UserName: old.name, NewUserName: name, NewPath: path });
    if (permissionsBoundary && permissionsBoundary !== old.permissionsBoundary)
      await iam.putUserPermissionsBoundary({ UserName: name, PermissionsBoundary: permissionsBoundary });
    if (!permissionsBoundary && old.permissionsBoundary)
      await iam.deleteUserPermissionsBoundary({ UserName: name });
    const tagger = {
      tag: (Tags: { Key: string; Value: string }[]) => iam.tagUser({ UserName: name, Tags }),
      untag: (TagKeys: string[]) => iam.untagUser({ UserName: name, TagKeys }),
    };
    await syncTags(tagger, old.tags, tags);
  },

  async delete(aws, { name, forceDestroy }) {
    const iam = await aws.iam();
    await leaveGroups(iam, name);
    if (forceDestroy) await removeCredentials(iam, name);
    await iam.deleteUser({ UserName: name });
  },
};

async function leaveGroups(iam: IAM, UserName: string): Promise<void> {
  const groups = await all(
    (Marker) => iam.listGroupsForUser({ UserName, Marker }),
    (page) => page.Groups,
  );
  await each(names(groups, "GroupName"), (GroupName) => iam.removeUserFromGroup({ UserName, GroupName }));
}

/** What forceDestroy takes along: credentials and policies that are not in the stack. */
async function removeCredentials(iam: IAM, UserName: string): Promise<void> {
  const { AccessKeyMetadata: keys } = await iam.listAccessKeys({ UserName });
  await each(names(keys, "AccessKeyId"), (AccessKeyId) => iam.deleteAccessKey({ UserName, AccessKeyId }));
  const { MFADevices: devices } = await iam.listMFADevices({ UserName });
  await each(names(devices, "SerialNumber"), async (SerialNumber) => {
    await iam.deactivateMFADevice({ UserName, SerialNumber });
    if (SerialNumber.startsWith("arn:")) await iam.deleteVirtualMFADevice({ SerialNumber });
  });
  await ignoreAbsent(iam.deleteLoginProfile({ UserName }));
  await removePolicies(iam, UserName);
}

async function removePolicies(iam: IAM, UserName: string): Promise<void> {
  const { PolicyNames: inline } = await iam.listUserPolicies({ UserName });
  await each(inline ?? [], (PolicyName) => iam.deleteUserPolicy({ UserName, PolicyName }));
  const { AttachedPolicies: attached } = await iam.listAttachedUserPolicies({ UserName });
  await each(names(attached, "PolicyArn"), (PolicyArn) => iam.detachUserPolicy({ UserName, PolicyArn }));
}
