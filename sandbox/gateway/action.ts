import type { ApiCall, Credential } from "./api-call";
import { s3Target } from "./s3";

/** The IAM action that a call needs, such as "iam:ListUsers"; undefined where the gateway can't tell. */
export function actionOf(call: ApiCall, { service }: Credential): string | undefined {
  if (service === "s3") return s3Target(call)?.action;
  if (service === "signin") return SIGN_IN[call.url];
  const name = call.form.get("Action") ?? jsonOperation(call);
  return name === undefined ? undefined : `${service}:${name}`;
}

/** AWS Sign-In names the operation in the path. */
const SIGN_IN: Readonly<Partial<Record<string, string>>> = {
  "/get-console-authorization-configuration": "signin:GetConsoleAuthorizationConfiguration",
};

/** Services that speak JSON name the operation in a header: `DynamoDB_20120810.ListTables`. */
function jsonOperation({ headers }: ApiCall): string | undefined {
  const target = headers["x-amz-target"];
  return typeof target === "string" ? target.split(".").at(-1) : undefined;
}
