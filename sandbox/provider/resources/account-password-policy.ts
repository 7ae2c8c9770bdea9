import type { PasswordPolicy } from "@aws-sdk/client-iam";
import type { AccountPasswordPolicyArgs } from "@pulumi/aws/iam/accountPasswordPolicy";
import type { Unwrap } from "@pulumi/pulumi";
import type { Aws } from "../aws";
import type { ResourceType } from "../resource-type";

type Inputs = Unwrap<AccountPasswordPolicyArgs>;

export const accountPasswordPolicy: ResourceType<Inputs> = {
  token: "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
  label: "IAM Account Password Policy",
  inputs: [
    "allowUsersToChangePassword",
    "hardExpiry",
    "maxPasswordAge",
    "minimumPasswordLength",
    "passwordReusePrevention",
    "requireLowercaseCharacters",
    "requireNumbers",
    "requireSymbols",
    "requireUppercaseCharacters",
  ],
  defaults: { allowUsersToChangePassword: true, minimumPasswordLength: 6 },
  optionalComputed: [
    "hardExpiry",
    "maxPasswordAge",
    "passwordReusePrevention",
    "requireLowercaseCharacters",
    "requireNumbers",
    "requireSymbols",
    "requireUppercaseCharacters",
  ],
  computed: ["expirePasswords"],

  async create(aws, inputs) {
    await put(aws, inputs);
    return { id: "iam-account-password-policy" };
  },

  async read(aws) {
    const { PasswordPolicy: found } = await (await aws.iam()).getAccountPasswordPolicy({});
    return found ? outputs(found) : undefined;
  },

  update: (aws, _old, inputs) => put(aws, inputs),

  async delete(aws) {
    await (await aws.iam()).deleteAccountPasswordPolicy({});
  },
};

/** One call sets all of it: what is left out goes back to AWS's default. */
async function put(aws: Aws, inputs: Inputs): Promise<void> {
  await (
    await aws.iam()
  ).updateAccountPasswordPolicy({
    AllowUsersToChangePassword: inputs.allowUsersToChangePassword,
    HardExpiry: inputs.hardExpiry,
    MaxPasswordAge: inputs.maxPasswordAge,
    MinimumPasswordLength: inputs.minimumPasswordLength,
    PasswordReusePrevention: inputs.passwordReusePrevention,
    RequireLowercaseCharacters: inputs.requireLowercaseCharacters,
    RequireNumbers: inputs.requireNumbers,
    RequireSymbols: inputs.requireSymbols,
    RequireUppercaseCharacters: inputs.requireUppercaseCharacters,
  });
}

function outputs(found: PasswordPolicy): Inputs & { expirePasswords: boolean } {
  return {
    allowUsersToChangePassword: found.AllowUsersToChangePassword,
    hardExpiry: found.HardExpiry,
    maxPasswordAge: found.MaxPasswordAge,
    minimumPasswordLength: found.MinimumPasswordLength,
    passwordReusePrevention: found.PasswordReusePrevention,
    requireLowercaseCharacters: found.RequireLowercaseCharacters,
    requireNumbers: found.RequireNumbers,
    requireSymbols: found.RequireSymbols,
    requireUppercaseCharacters: found.RequireUppercaseCharacters,
    expirePasswords: found.ExpirePasswords ?? false,
  };
}
