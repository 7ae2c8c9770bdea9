import { PolicyPack } from "@pulumi/policy";
import { mfaGuardPolicies } from "./library";
import { loadAhead } from "./pulumi/lazy";
import { shareProperties } from "./pulumi/shared-properties";

const policies = mfaGuardPolicies();
// Here and not in the library: a pack of one's own may have policies that change what they are given.
shareProperties();
// The constructor starts to serve: nothing but the engine may import this file.
new PolicyPack("mfa-guard", { policies });
loadAhead();
