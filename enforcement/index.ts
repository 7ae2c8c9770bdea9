import { readConfig } from "./config";
import { ForceMfa } from "./force-mfa";

const forceMfa = new ForceMfa("force-mfa", readConfig());

export const { groupName, policyArn, allowedBeforeMfa } = forceMfa;
