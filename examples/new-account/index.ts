import { iam } from "@pulumi/aws";
import { ForceMfa } from "@mfa-guard/pulumi";

const PEOPLE = ["ann", "bob"];

const forceMfa = new ForceMfa("force-mfa", { selfService: { accessKeys: true } });

for (const name of PEOPLE) {
  const user = new iam.User(name, { name });
  // In the group before there is a password: no moment without the denial.
  const member = forceMfa.cover(name, user.name);
  // No passwordResetRequired: until they have signed in with MFA, they could not change it.
  new iam.UserLoginProfile(
    name,
    { user: user.name, passwordResetRequired: false },
    { dependsOn: [member], additionalSecretOutputs: ["password"] },
  );
}

export const group = forceMfa.groupName;
