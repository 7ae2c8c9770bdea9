import type { ExplainedCase } from "./cases";
import { CASES_OF_CONDITIONS } from "./harder-cases-conditions";
import { CASES_OF_ENROLMENT } from "./harder-cases-enrolment";
import { CASES_OF_POLICIES } from "./harder-cases-policies";

/** Kinds that the judgement was not written for, each with what AWS does. */
export const HARDER_CASES: Readonly<Record<string, ExplainedCase>> = {
  ...CASES_OF_POLICIES,
  ...CASES_OF_CONDITIONS,
  ...CASES_OF_ENROLMENT,
};
