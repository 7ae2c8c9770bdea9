export type { ExemptionArgs, List, Moment, PolicyExceptionArgs, SelfServiceArgs } from "./arguments";
export { FORCE_MFA_DEFAULTS } from "@mfa-guard/policypack/internal/policy/defaults";
export { ForceMfa, type ForceMfaArgs, type LeftOver } from "./force-mfa";
export {
  PolicyTooLongError,
  selfServicePolicy,
  type SelfServiceOptions,
  type SelfServicePolicy,
} from "@mfa-guard/policypack/internal/policy/self-service-policy";
export {
  cloudFormationTemplate,
  organizationTemplate,
  type OrganizationTemplateOptions,
} from "@mfa-guard/policypack/internal/policy/template";
export { ForceMfaOrganization, type ForceMfaOrganizationArgs } from "./organization/force-mfa-organization";
export {
  OrganizationConfigRules,
  type OrganizationConfigRulesArgs,
  type OrganizationConfigRulesOptions,
} from "./organization/config-rules";
export {
  OrganizationScp,
  type OrganizationScpArgs,
  type OrganizationScpOptions,
} from "./organization/service-control-policy";
export { CallAs, OrganizationStackSet, type OrganizationStackSetArgs } from "./organization/stack-set";
export { forceMfaScp, ScpTooLongError, type ScpOptions } from "./organization/scp";
export { MfaWatch, type MfaWatchArgs } from "./watching/mfa-watch";
export type { MfaReminderArgs, RemindedWave } from "./watching/reminder/args";
export { MfaReminder } from "./watching/reminder/mfa-reminder";
