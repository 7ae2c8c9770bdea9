import type { IAM } from "@aws-sdk/client-iam";
import type { ResourceType } from "../resource-type";
import type { Props } from "../wire";

/** An inline policy's own name and text, as IAM takes them. */
interface Inline {
  PolicyName: string;
  PolicyDocument: string;
}

/** What the three kinds of principal differ in. */
interface Owner {
  principal: "group" | "user" | "role";
  label: string;
  put(iam: IAM, owner: string, policy: Inline): Promise<unknown>;
  get(iam: IAM, owner: string, PolicyName: string): Promise<{ PolicyDocument?: string | undefined }>;
  remove(iam: IAM, owner: string, PolicyName: string): Promise<unknown>;
}

/** One inline policy of one principal; its id is "owner:name". */
function inlinePolicy({ principal, label, put, get, remove }: Owner): ResourceType {
  const text = (props: Props, key: string) => String(props[key]);
  const save = (iam: IAM, inputs: Props) =>
    put(iam, text(inputs, principal), {
      PolicyName: text(inputs, "name"),
      PolicyDocument: text(inputs, "policy"),
    });
  return {
    token: `aws:iam/${principal}Policy:${label}Policy`,
    label: `IAM ${label} Policy`,
    inputs: [principal, "name", "namePrefix", "policy"],
    autoname: { property: "name", max: 128 },
    replaces: [principal, "name", "namePrefix"],
    json: ["policy"],

    async create(aws, inputs) {
      await save(await aws.iam(), inputs);
      return { id: `${text(inputs, principal)}:${text(inputs, "name")}` };
    },

    async read(aws, id) {
      const [owner = "", name = ""] = id.split(":");
      const { PolicyDocument } = await get(await aws.iam(), owner, name);
      return { [principal]: owner, name, policy: decodeURIComponent(PolicyDocument ?? "") };
    },

    async update(aws, _old, inputs) {
      await save(await aws.iam(), inputs);
    },

    async delete(aws, state) {
      await remove(await aws.iam(), text(state, principal), text(state, "name"));
    },
  };
}

export const groupPolicy = inlinePolicy({
  principal: "group",
  label: "Group",
  put: (iam, GroupName, policy) => iam.putGroupPolicy({ GroupName, ...policy }),
  get: (iam, GroupName, PolicyName) => iam.getGroupPolicy({ GroupName, PolicyName }),
  remove: (iam, GroupName, PolicyName) => iam.deleteGroupPolicy({ GroupName, PolicyName }),
});

export const userPolicy = inlinePolicy({
  principal: "user",
  label: "User",
  put: (iam, UserName, policy) => iam.putUserPolicy({ UserName, ...policy }),
  get: (iam, UserName, PolicyName) => iam.getUserPolicy({ UserName, PolicyName }),
  remove: (iam, UserName, PolicyName) => iam.deleteUserPolicy({ UserName, PolicyName }),
});

export const rolePolicy = inlinePolicy({
  principal: "role",
  label: "Role",
  put: (iam, RoleName, policy) => iam.putRolePolicy({ RoleName, ...policy }),
  get: (iam, RoleName, PolicyName) => iam.getRolePolicy({ RoleName, PolicyName }),
  remove: (iam, RoleName, PolicyName) => iam.deleteRolePolicy({ RoleName, PolicyName }),
});
