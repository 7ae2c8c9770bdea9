import { PolicyPack } from "@pulumi/policy";
import { AccountReader } from "./facts/live/read-account";
import { readStackAccounts } from "./facts/stack-accounts";
import { pulumiPolicies, type ReadFacts } from "./policies";
import { RULES } from "./rules";

const now = () => new Date();

/** A reader for each analysis: `pulumi up` makes two in one process, and the account changes in between. */
const readFacts: ReadFacts = ({ resources }) => {
  const reader = new AccountReader();
  return readStackAccounts(resources, (connection) => reader.read(connection), now);
};

// The constructor starts to serve: nothing but the engine may import this file.
new PolicyPack("mfa-guard", {
  policies: pulumiPolicies(RULES, readFacts, now),
});
