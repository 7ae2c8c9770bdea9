import { PolicyPack } from "@pulumi/policy";
import { mfaGuardPolicies } from "./library";
import { loadAhead } from "./pulumi/lazy";

// The constructor starts to serve: nothing but the engine may import this file.
new PolicyPack("mfa-guard", { policies: mfaGuardPolicies() });
loadAhead();
