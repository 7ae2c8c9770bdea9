import { enforcementStack } from "@mfa-guard/pulumi/stack";

// Who, from when and who not is in rollout.yaml, which `mfa-guard plan` proposes.
export = () => enforcementStack(__dirname);
