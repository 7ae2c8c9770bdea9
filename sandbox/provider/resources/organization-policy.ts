import type { PolicyArgs } from "@pulumi/aws/organizations/policy";
import type { PolicyAttachmentArgs } from "@pulumi/aws/organizations/policyAttachment";
import type { Unwrap } from "@pulumi/pulumi";
import type { Checked, ResourceType } from "../resource-type";
import { callJson } from "./call";

const ORGANIZATIONS = { signingName: "organizations", target: "AWSOrganizationsV20161128" };

type Inputs = Checked<Unwrap<PolicyArgs>, "name" | "content" | "type">;

interface Found {
  readonly Content: string;
  readonly PolicySummary: {
    readonly Id: string;
    readonly Arn: string;
    readonly Name: string;
    readonly Description?: string;
    readonly Type: string;
  };
}

/** A policy of an organization, which holds nowhere until it is attached. */
export const organizationPolicy: ResourceType<Inputs> = {
  token: "aws:organizations/policy:Policy",
  label: "Organizations Policy",
  inputs: ["content", "description", "name", "type"],
  autoname: { property: "name", max: 128 },
  defaults: { type: "SERVICE_CONTROL_POLICY" },
  replaces: ["type"],
  json: ["content"],
  computed: ["arn"],

  async create(aws, { name, description = "", content, type }) {
    const params = { Name: name, Description: description, Content: content, Type: type };
    const { Policy } = (await callJson(aws, ORGANIZATIONS, "CreatePolicy", params)) as { Policy: Found };
    return { id: Policy.PolicySummary.Id };
  },

  async read(aws, id) {
    const answer = await callJson(aws, ORGANIZATIONS, "DescribePolicy", { PolicyId: id });
    const { Content: content, PolicySummary: found } = (answer as { Policy: Found }).Policy;
    return {
      ...{ name: found.Name, description: found.Description, type: found.Type, arn: found.Arn },
      content,
    };
  },

  async update(aws, old, { name, description = "", content }) {
    const params = { PolicyId: idOf(old["arn"]), Name: name, Description: description, Content: content };
    await callJson(aws, ORGANIZATIONS, "UpdatePolicy", params);
  },

  async delete(aws, _state, id) {
    await callJson(aws, ORGANIZATIONS, "DeletePolicy", { PolicyId: id });
  },
};

/** arn:aws:organizations::ACCOUNT:policy/ORGANISATION/service_control_policy/ID */
function idOf(arn: unknown): string {
  return String(arn).split("/").at(-1) ?? "";
}

type Attachment = Unwrap<PolicyAttachmentArgs>;

/** One policy at one root, organizational unit or account; its id, "target:policy", is what imports it. */
export const organizationPolicyAttachment: ResourceType<Attachment> = {
  token: "aws:organizations/policyAttachment:PolicyAttachment",
  label: "Organizations Policy Attachment",
  inputs: ["policyId", "targetId"],
  replaces: "all",

  async create(aws, { policyId, targetId }) {
    await callJson(aws, ORGANIZATIONS, "AttachPolicy", { PolicyId: policyId, TargetId: targetId });
    return { id: `${targetId}:${policyId}` };
  },

  async read(aws, id) {
    const [targetId, policyId] = id.split(":");
    const answer = await callJson(aws, ORGANIZATIONS, "ListTargetsForPolicy", { PolicyId: policyId });
    const { Targets } = answer as { Targets: { TargetId: string }[] };
    return Targets.some((target) => target.TargetId === targetId) ? { policyId, targetId } : undefined;
  },

  async delete(aws, { policyId, targetId }) {
    await callJson(aws, ORGANIZATIONS, "DetachPolicy", { PolicyId: policyId, TargetId: targetId });
  },
};
