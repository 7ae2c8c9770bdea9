import type { GroupMembershipArgs } from "@pulumi/aws/iam/groupMembership";
import type { Unwrap } from "@pulumi/pulumi";
import { ignoreAbsent, ProviderError } from "../errors";
import type { Checked, ResourceType } from "../resource-type";
import { all, each, names, without } from "./paginate";

type Inputs = Checked<Unwrap<GroupMembershipArgs>, "name">;

/** All members of one group: members that are not listed are removed by the next update. */
export const groupMembership: ResourceType<Inputs> = {
  token: "aws:iam/groupMembership:GroupMembership",
  label: "IAM Group Membership",
  inputs: ["group", "name", "users"],
  autoname: { property: "name", max: 128 },
  replaces: ["group", "name"],
  sets: ["users"],

  async create(aws, { group, name, users }) {
    const iam = await aws.iam();
    await each(users, (UserName) => iam.addUserToGroup({ GroupName: group, UserName }));
    return { id: name };
  },

  async read(aws, id, { group }) {
    if (!group)
      throw new ProviderError(`the group membership ${id} can't be imported: AWS has no name for one`);
    const iam = await aws.iam();
    const users = await all(
      (Marker) => iam.getGroup({ GroupName: group, Marker }),
      (page) => page.Users,
    );
    return { group, users: names(users, "UserName") };
  },

  async update(aws, old, { group, users }) {
    const iam = await aws.iam();
    const GroupName = group;
    await each(without(old.users, users), (UserName) =>
      ignoreAbsent(iam.removeUserFromGroup({ GroupName, UserName })),
    );
    await each(without(users, old.users), (UserName) => iam.addUserToGroup({ GroupName, UserName }));
  },

  async delete(aws, { group, users }) {
    const iam = await aws.iam();
    await each(users, (UserName) => ignoreAbsent(iam.removeUserFromGroup({ GroupName: group, UserName })));
  },
};
