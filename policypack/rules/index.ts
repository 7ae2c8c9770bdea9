import { consoleUserMfa } from "./console-user-mfa";
import { consoleUserMfaPending } from "./console-user-mfa-pending";
import { newConsoleUserCovered } from "./new-console-user-covered";
import type { Rule } from "./rule";

/** Every rule there is, in the order in which reports show them. */
export const RULES: readonly Rule[] = [consoleUserMfa, consoleUserMfaPending, newConsoleUserCovered];
