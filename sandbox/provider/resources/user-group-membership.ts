import type { UserGroupMembershipArgs } from "@pulumi/aws/iam/userGroupMembership";
import type { Unwrap } from "@pulumi/pulumi";
import { ignoreAbsent } from "../errors";
import type { ResourceType } from "../resource-type";
import { all, each, names, without } from "./paginate";

type Inputs = Unwrap<UserGroupMembershipArgs>;

/** Some groups of one user: groups that are not listed are left alone. */
export const userGroupMembership: ResourceType<Inputs> = {
  token: "aws:iam/userGroupMembership:UserGroupMembership",
  label: "IAM User Group Membership",
  inputs: ["groups", "user"],
  replaces: ["user"],
  sets: ["groups"],

  async create(aws, { user, groups }) {
    const iam = await aws.iam();
    await each(groups, (GroupName) => iam.addUserToGroup({ UserName: user, GroupName }));
    // Of the form in which the real provider imports one.
    return { id: [user, ...groups].join("/") };
  },

  async read(aws, id, old) {
    const iam = await aws.iam();
    const [imported = "", ...importedGroups] = id.split("/");
    const UserName = old.user ?? imported;
    const found = await all(
      (Marker) => iam.listGroupsForUser({ UserName, Marker }),
      (page) => page.Groups,
    );
    const present = names(found, "GroupName");
    return {
      user: UserName,
      groups: (old.groups ?? importedGroups).filter((each) => present.includes(each)),
    };
  },

  async update(aws, old, { user, groups }) {
    const iam = await aws.iam();
    const UserName = user;
    await each(without(old.groups, groups), (GroupName) =>
      ignoreAbsent(iam.removeUserFromGroup({ UserName, GroupName })),
    );
    await each(without(groups, old.groups), (GroupName) => iam.addUserToGroup({ UserName, GroupName }));
  },

  async delete(aws, { user, groups }) {
    const iam = await aws.iam();
    await each(groups, (GroupName) => ignoreAbsent(iam.removeUserFromGroup({ UserName: user, GroupName })));
  },
};
