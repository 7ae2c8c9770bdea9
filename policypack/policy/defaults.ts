import { rolloutSchema } from "../rollout/schema";

const { groupName, policyName, path } = rolloutSchema.parse({ account: "new" });

/** The names of group and policy, and their path, where nobody says otherwise: those of the rollout file. */
export const FORCE_MFA_DEFAULTS = { groupName, policyName, path } as const;
