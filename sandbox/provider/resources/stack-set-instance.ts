import type { StackSetInstanceArgs } from "@pulumi/aws/cloudformation/stackSetInstance";
import type { Unwrap } from "@pulumi/pulumi";
import type { Aws } from "../aws";
import type { Checked, ResourceType } from "../resource-type";
import { callQuery } from "./call";
import { CLOUDFORMATION } from "./stack-set";

type Inputs = Checked<Unwrap<StackSetInstanceArgs>, "deploymentTargets">;

/** The stacks of a StackSet in the accounts of some organizational units, all in the provider's Region. */
export const stackSetInstance: ResourceType<Inputs> = {
  token: "aws:cloudformation/stackSetInstance:StackSetInstance",
  label: "CloudFormation StackSet Instance",
  inputs: ["callAs", "deploymentTargets", "operationPreferences", "stackSetName"],
  replaces: ["callAs", "deploymentTargets", "stackSetName"],

  async create(aws, { stackSetName, deploymentTargets }) {
    const units = deploymentTargets.organizationalUnitIds ?? [];
    await callQuery(aws, CLOUDFORMATION, "CreateStackInstances", {
      StackSetName: stackSetName,
      "Regions.member.1": aws.region,
      ...list("DeploymentTargets.OrganizationalUnitIds", units),
    });
    return { id: `${stackSetName},${units.join("/")},${aws.region}` };
  },

  // Units without an account yet have no stack, and are deployed to all the same.
  async read(aws, id, old) {
    const [stackSetName = "", units = ""] = id.split(",");
    await accounts(aws, stackSetName);
    return {
      stackSetName,
      deploymentTargets: old.deploymentTargets ?? { organizationalUnitIds: units.split("/") },
    };
  },

  async update() {
    // What may change in place, the pace, is no part of what is there.
  },

  // By account: the emulator deletes nothing by organizational unit, as the real provider asks it to.
  async delete(aws, { stackSetName }) {
    await callQuery(aws, CLOUDFORMATION, "DeleteStackInstances", {
      StackSetName: stackSetName,
      RetainStacks: "false",
      "Regions.member.1": aws.region,
      ...list("Accounts", await accounts(aws, stackSetName)),
    });
  },
};

async function accounts(aws: Aws, StackSetName: string): Promise<string[]> {
  const answer = await callQuery(aws, CLOUDFORMATION, "ListStackInstances", { StackSetName });
  return [...answer.matchAll(/<Account>(\d+)<\/Account>/g)].map(([, account = ""]) => account);
}

function list(name: string, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, i) => [`${name}.member.${i + 1}`, value]));
}
