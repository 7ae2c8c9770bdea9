import type { StackSetArgs } from "@pulumi/aws/cloudformation/stackSet";
import type { Unwrap } from "@pulumi/pulumi";
import type { Checked, ResourceType } from "../resource-type";
import { callQuery, xmlText } from "./call";

export const CLOUDFORMATION = { signingName: "cloudformation", version: "2010-05-15" };

type Inputs = Checked<Unwrap<StackSetArgs>, "name" | "templateBody">;

/**
 * A CloudFormation StackSet. The emulator knows neither automatic deployment nor managed execution, callers or paces:
 * those are told to it, and not read back. An update of the template does not reach its stacks either.
 */
export const stackSet: ResourceType<Inputs> = {
  token: "aws:cloudformation/stackSet:StackSet",
  label: "CloudFormation StackSet",
  inputs: [
    "autoDeployment",
    "callAs",
    "capabilities",
    "description",
    "managedExecution",
    "name",
    "operationPreferences",
    "permissionModel",
    "templateBody",
  ],
  autoname: { property: "name", max: 128 },
  replaces: ["callAs", "name", "permissionModel"],
  sets: ["capabilities"],
  computed: ["arn", "stackSetId"],

  async create(aws, inputs) {
    await callQuery(aws, CLOUDFORMATION, "CreateStackSet", toParams(inputs));
    return { id: inputs.name };
  },

  async read(aws, id) {
    const answer = await callQuery(aws, CLOUDFORMATION, "DescribeStackSet", { StackSetName: id });
    return {
      name: xmlText(answer, "StackSetName"),
      description: xmlText(answer, "Description"),
      permissionModel: xmlText(answer, "PermissionModel"),
      templateBody: xmlText(answer, "TemplateBody"),
      stackSetId: xmlText(answer, "StackSetId"),
      arn: xmlText(answer, "StackSetARN"),
    };
  },

  async update(aws, _old, inputs) {
    // The emulator answers with the id of the operation that it was given.
    const params = { ...toParams(inputs), OperationId: `update-${Date.now()}` };
    await callQuery(aws, CLOUDFORMATION, "UpdateStackSet", params);
  },

  async delete(aws, _state, id) {
    await callQuery(aws, CLOUDFORMATION, "DeleteStackSet", { StackSetName: id });
  },
};

function toParams({ name, description = "", templateBody, permissionModel, callAs, ...more }: Inputs) {
  const { autoDeployment, managedExecution, capabilities = [] } = more;
  const listed = capabilities.map((capability, i) => [`Capabilities.member.${i + 1}`, capability]);
  return {
    StackSetName: name,
    Description: description,
    TemplateBody: templateBody,
    ...(permissionModel && { PermissionModel: permissionModel }),
    ...(callAs && { CallAs: callAs }),
    ...(managedExecution && { "ManagedExecution.Active": String(managedExecution.active ?? false) }),
    ...(autoDeployment && {
      "AutoDeployment.Enabled": String(autoDeployment.enabled ?? false),
      "AutoDeployment.RetainStacksOnAccountRemoval": String(
        autoDeployment.retainStacksOnAccountRemoval ?? false,
      ),
    }),
    ...(Object.fromEntries(listed) as Record<string, string>),
  };
}
