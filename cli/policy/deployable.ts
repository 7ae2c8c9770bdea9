import type { SelfServicePolicy } from "../../policypack/policy/self-service-policy";

/** The policy, and the group that carries it: whoever is put into the group must enrol. */
export interface Deployable {
  readonly policy: SelfServicePolicy;
  readonly policyName: string;
  readonly groupName: string;
  readonly path: string;
}
