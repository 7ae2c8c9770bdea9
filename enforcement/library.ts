export { FORCE_MFA_DEFAULTS, ForceMfa, type ForceMfaArgs } from "./force-mfa";
export {
  PolicyTooLongError,
  selfServicePolicy,
  type SelfServiceOptions,
  type SelfServicePolicy,
} from "./self-service-policy";
