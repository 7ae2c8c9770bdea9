import type { AttachedPolicy, IAM } from "@aws-sdk/client-iam";
import type { Props } from "../wire";
import type { ResourceType } from "../resource-type";
import { all } from "./paginate";

/** What the three kinds of principal differ in. */
interface Attachable {
  principal: "group" | "user" | "role";
  label: string;
  attach(iam: IAM, name: string, PolicyArn: string): Promise<unknown>;
  detach(iam: IAM, name: string, PolicyArn: string): Promise<unknown>;
  list(iam: IAM, name: string, Marker?: string): Promise<Page>;
}

interface Page {
  AttachedPolicies?: AttachedPolicy[];
  IsTruncated?: boolean;
  Marker?: string;
}

/** One managed policy at one principal; others there are left alone. Its id, "name/arn", is what imports it. */
function attachment({ principal, label, attach, detach, list }: Attachable): ResourceType {
  const text = (props: Props, key: string) => String(props[key]);
  return {
    token: `aws:iam/${principal}PolicyAttachment:${label}PolicyAttachment`,
    label: `IAM ${label} Policy Attachment`,
    inputs: [principal, "policyArn"],
    replaces: "all",
    // As in the real provider: a replacement of the same pair would be deleted with the old one.
    deleteBeforeReplace: true,

    async create(aws, inputs) {
      const name = text(inputs, principal);
      const arn = text(inputs, "policyArn");
      await attach(await aws.iam(), name, arn);
      return { id: `${name}/${arn}` };
    },

    async read(aws, id) {
      const slash = id.indexOf("/");
      const [name, policyArn] = [id.slice(0, slash), id.slice(slash + 1)];
      const iam = await aws.iam();
      const attached = await all(
        (marker) => list(iam, name, marker),
        (page) => page.AttachedPolicies,
      );
      const there = attached.some((policy) => policy.PolicyArn === policyArn);
      return there ? { [principal]: name, policyArn } : undefined;
    },

    async delete(aws, state) {
      await detach(await aws.iam(), text(state, principal), text(state, "policyArn"));
    },
  };
}

export const groupPolicyAttachment = attachment({
  principal: "group",
  label: "Group",
  attach: (iam, GroupName, PolicyArn) => iam.attachGroupPolicy({ GroupName, PolicyArn }),
  detach: (iam, GroupName, PolicyArn) => iam.detachGroupPolicy({ GroupName, PolicyArn }),
  list: (iam, GroupName, Marker) => iam.listAttachedGroupPolicies({ GroupName, Marker }),
});

export const userPolicyAttachment = attachment({
  principal: "user",
  label: "User",
  attach: (iam, UserName, PolicyArn) => iam.attachUserPolicy({ UserName, PolicyArn }),
  detach: (iam, UserName, PolicyArn) => iam.detachUserPolicy({ UserName, PolicyArn }),
  list: (iam, UserName, Marker) => iam.listAttachedUserPolicies({ UserName, Marker }),
});

export const rolePolicyAttachment = attachment({
  principal: "role",
  label: "Role",
  attach: (iam, RoleName, PolicyArn) => iam.attachRolePolicy({ RoleName, PolicyArn }),
  detach: (iam, RoleName, PolicyArn) => iam.detachRolePolicy({ RoleName, PolicyArn }),
  list: (iam, RoleName, Marker) => iam.listAttachedRolePolicies({ RoleName, Marker }),
});
