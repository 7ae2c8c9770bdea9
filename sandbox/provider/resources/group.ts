import type { GroupArgs } from "@pulumi/aws/iam/group";
import type { Unwrap } from "@pulumi/pulumi";
import type { Checked, ResourceType } from "../resource-type";

type Inputs = Checked<Unwrap<GroupArgs>, "name">;

export const group: ResourceType<Inputs> = {
  token: "aws:iam/group:Group",
  label: "IAM Group",
  inputs: ["name", "path"],
  autoname: { property: "name", max: 128 },
  defaults: { path: "/" },
  computed: ["arn", "uniqueId"],
  recomputed: { outputs: ["arn"], on: ["name", "path"] },

  async create(aws, { name, path }) {
    await (await aws.iam()).createGroup({ GroupName: name, Path: path });
    return { id: name };
  },

  // By the name in the state where there is one: a renamed group keeps its old id in Pulumi.
  async read(aws, id, old) {
    const { Group: found } = await (await aws.iam()).getGroup({ GroupName: old.name ?? id });
    return { name: found?.GroupName, path: found?.Path, arn: found?.Arn, uniqueId: found?.GroupId };
  },

  async update(aws, old, { name, path }) {
    await (await aws.iam()).updateGroup({ GroupName: old.name, NewGroupName: name, NewPath: path });
  },

  async delete(aws, { name }) {
    await (await aws.iam()).deleteGroup({ GroupName: name });
  },
};
