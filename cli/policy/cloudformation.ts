import { stringify } from "yaml";
import { cloudFormationTemplate } from "../../policypack/policy/template";
import type { Deployable } from "./deployable";

/** A template with the policy and its group, in YAML. */
export function toCloudFormation(deployable: Deployable): string {
  // A date without quotes would be one to a reader of YAML 1.1, which CloudFormation's is.
  const style = { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false } as const;
  return stringify(cloudFormationTemplate(deployable), style);
}
