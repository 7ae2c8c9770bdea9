import { PolicyPack } from "@pulumi/policy";
import { mfaGuardPolicies } from "./library";
import { loadAhead } from "./pulumi/lazy";
import { handOverOnce } from "./pulumi/resources-once";

const policies = mfaGuardPolicies();
// Here and not in the library: a pack of one's own may have other policies, which want the resources too.
handOverOnce();
// The constructor starts to serve: nothing but the engine may import this file.
new PolicyPack("mfa-guard", { policies });
loadAhead();
