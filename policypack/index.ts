import { PolicyPack } from "@pulumi/policy";
import { mfaGuardPolicies } from "./library";

// The constructor starts to serve: nothing but the engine may import this file.
new PolicyPack("mfa-guard", { policies: mfaGuardPolicies() });
