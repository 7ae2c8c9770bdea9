import { InvalidArgumentError } from "commander";
import { CONTROLS, STANDARDS } from "../policypack/rules/controls";

/**
 * Takes the ids of standards, one after the other, as commander gives them.
 * @throws InvalidArgumentError for an id that no standard has.
 */
export function collectStandards(id: string, chosen: readonly string[] = []): readonly string[] {
  if (STANDARDS.includes(id)) return [...chosen, id];
  throw new InvalidArgumentError(`There is no such standard. The standards are ${STANDARDS.join(", ")}.`);
}

/** Whether a standard among these has a control about users without a password too. */
export function askOfEveryUser(ids: readonly string[]): boolean {
  return CONTROLS.some(({ standard, question }) => question === "user-has-mfa" && ids.includes(standard));
}
