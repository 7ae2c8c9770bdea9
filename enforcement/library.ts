export type {
  DenialArgs,
  ExemptionArgs,
  List,
  Moment,
  PolicyExceptionArgs,
  SelfServiceArgs,
} from "./arguments";
export { FORCE_MFA_DEFAULTS } from "@mfa-guard/policypack/internal/policy/self-service-options";
export { ForceMfa, type ForceMfaArgs, type ExistingResources } from "./force-mfa";
export {
  PolicyTooLongError,
  selfServicePolicy,
  type SelfServiceOptions,
  type SelfServicePolicy,
} from "@mfa-guard/policypack/internal/policy/self-service-policy";
export type {
  Conditions,
  SelfServiceStatement,
} from "@mfa-guard/policypack/internal/policy/self-service-document";
export type { PolicyException, SelfService } from "@mfa-guard/policypack/internal/rollout/rollout";
export {
  cloudFormationTemplate,
  organizationTemplate,
  type OrganizationTemplateOptions,
  type TemplateParts,
} from "@mfa-guard/policypack/internal/policy/template";
export type { Substitution, TemplateValue } from "@mfa-guard/policypack/internal/policy/template";
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
export { forceMfaScp, ScpTooLongError, type ScpOptions, type ServiceControlPolicy } from "./organization/scp";
export { MfaWatch, type MfaWatchArgs } from "./watching/mfa-watch";
export type { MfaReminderArgs, RemindedWave } from "./watching/reminder/args";
export { MfaReminder } from "./watching/reminder/mfa-reminder";
