import { version } from "../package.json";

/** Who makes the reports. */
export const TOOL = { name: "mfa-guard", version } as const;
