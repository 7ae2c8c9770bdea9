import { PolicyPack } from "@pulumi/policy";
import { readAccount } from "./facts/live/read-account";
import { readStackAccounts } from "./facts/stack-accounts";
import { pulumiPolicies } from "./policies";
import { RULES } from "./rules";

const now = () => new Date();

// The constructor starts to serve: nothing but the engine may import this file.
new PolicyPack("mfa-guard", {
  policies: pulumiPolicies(RULES, ({ resources }) => readStackAccounts(resources, readAccount, now), now),
});
