import type { IAM, ListEntitiesForPolicyResponse } from "@aws-sdk/client-iam";
import type { PolicyAttachmentArgs } from "@pulumi/aws/iam/policyAttachment";
import type { Unwrap } from "@pulumi/pulumi";
import { ignoreAbsent, ProviderError } from "../errors";
import type { Checked, ResourceType } from "../resource-type";
import { all, each, names, without } from "./paginate";

/** Names: users, groups and roles given as resources arrive as their ids. */
interface Principals {
  users?: string[];
  groups?: string[];
  roles?: string[];
}
type Inputs = Checked<Omit<Unwrap<PolicyAttachmentArgs>, keyof Principals>, "name"> & Principals;

/** All attachments of one policy: those that are not listed are detached by the next update. */
export const policyAttachment: ResourceType<Inputs> = {
  token: "aws:iam/policyAttachment:PolicyAttachment",
  label: "IAM Policy Attachment",
  inputs: ["groups", "name", "policyArn", "roles", "users"],
  autoname: { property: "name", max: 128 },
  replaces: ["name", "policyArn"],
  sets: ["groups", "roles", "users"],

  async create(aws, inputs) {
    await attach(await aws.iam(), inputs.policyArn, inputs, {});
    return { id: inputs.name };
  },

  async read(aws, id, { policyArn }) {
    if (!policyArn)
      throw new ProviderError(`the policy attachment ${id} can't be imported: AWS has no name for one`);
    const found = await entities(await aws.iam(), policyArn);
    // Attached nowhere is as good as gone.
    return Object.values(found).flat().length > 0 ? { policyArn, ...found } : undefined;
  },

  async update(aws, old, inputs) {
    const iam = await aws.iam();
    await attach(iam, inputs.policyArn, inputs, old);
    await detach(iam, inputs.policyArn, old, inputs);
  },

  async delete(aws, state) {
    await detach(await aws.iam(), state.policyArn, state, {});
  },
};

/** Attaches to those of the first that the second doesn't have. */
async function attach(iam: IAM, PolicyArn: string, wanted: Principals, present: Principals): Promise<void> {
  const { users, groups, roles } = missing(wanted, present);
  await each(users, (UserName) => iam.attachUserPolicy({ UserName, PolicyArn }));
  await each(groups, (GroupName) => iam.attachGroupPolicy({ GroupName, PolicyArn }));
  await each(roles, (RoleName) => iam.attachRolePolicy({ RoleName, PolicyArn }));
}

/** Detaches from those of the first that the second doesn't have. */
async function detach(iam: IAM, PolicyArn: string, present: Principals, wanted: Principals): Promise<void> {
  const { users, groups, roles } = missing(present, wanted);
  await each(users, (UserName) => ignoreAbsent(iam.detachUserPolicy({ UserName, PolicyArn })));
  await each(groups, (GroupName) => ignoreAbsent(iam.detachGroupPolicy({ GroupName, PolicyArn })));
  await each(roles, (RoleName) => ignoreAbsent(iam.detachRolePolicy({ RoleName, PolicyArn })));
}

function missing(from: Principals, other: Principals) {
  return {
    users: without(from.users, other.users),
    groups: without(from.groups, other.groups),
    roles: without(from.roles, other.roles),
  };
}

async function entities(iam: IAM, PolicyArn: string) {
  const pages = await all(
    (Marker) => iam.listEntitiesForPolicy({ PolicyArn, Marker }),
    (page): ListEntitiesForPolicyResponse[] => [page],
  );
  return {
    users: pages.flatMap((page) => names(page.PolicyUsers, "UserName")),
    groups: pages.flatMap((page) => names(page.PolicyGroups, "GroupName")),
    roles: pages.flatMap((page) => names(page.PolicyRoles, "RoleName")),
  };
}
