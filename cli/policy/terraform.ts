import type { Deployable } from "./deployable";

/** A configuration with the policy and its group: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_policy */
export function toTerraform({ policy, policyName, groupName, path }: Deployable): string {
  return `resource "aws_iam_policy" "force_mfa" {
  name   = ${hcl(policyName)}
  path   = ${hcl(path)}
  policy = jsonencode(${hcl(policy, "  ")})
}

resource "aws_iam_group" "force_mfa" {
  name = ${hcl(groupName)}
  path = ${hcl(path)}
}

resource "aws_iam_group_policy_attachment" "force_mfa" {
  group      = aws_iam_group.force_mfa.name
  policy_arn = aws_iam_policy.force_mfa.arn
}
`;
}

/** A value as HCL writes it, in lines that begin with `indent`. */
function hcl(value: unknown, indent = ""): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const deeper = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const entries = Array.isArray(value)
    ? value.map((item) => `${deeper}${hcl(item, deeper)},`)
    : Object.entries(value).map(([key, item]) => `${deeper}${quoted(key)} = ${hcl(item, deeper)}`);
  return [open, ...entries, `${indent}${close}`].join("\n");
}

/** Terraform has its own meaning for ${aws:username}. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/[$%](?=\{)/g, "$&$&");
}
