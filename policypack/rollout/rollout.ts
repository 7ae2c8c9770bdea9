/*
 * What a rollout file says, defaults filled in and dates read: plain types, for writing a rule or a program, and
 * without the validator that reads them. `rollout-schema.ts` has the meaning, the default and the risk of each
 * property, and the compiler holds it against these types.
 */

export interface Rollout {
  readonly account: "existing" | "new";
  readonly waves: Wave[];
  readonly exemptions: Exemption[];
  readonly exceptions: Exception[];
  /** Mail addresses by IAM user name. */
  readonly addresses?: Record<string, string>;
  readonly selfService: SelfService;
  readonly consoleAuthorization?: "on" | "off";
  readonly graceDays: number;
  readonly maxExemptionDays: number;
  readonly maxGraceDays: number;
  readonly groupName: string;
  readonly policyName: string;
  readonly path: string;
}

/** Has one of `users`, `groups` and `rest`. */
export interface Wave {
  readonly name: string;
  /** Names, and globs of `*` and `?`. */
  readonly users?: string[];
  readonly groups?: string[];
  readonly rest?: true;
  readonly deadline: Date;
}

/** A user who is left out for a time. */
export interface Exemption {
  readonly user: string;
  readonly owner: string;
  readonly reason: string;
  readonly expires: Date;
}

/** What may work without MFA for a time: `actions`, or calls with `accessKeys`. */
export interface PolicyException {
  readonly actions?: string[];
  readonly accessKeys?: true;
  readonly expires: Date;
}

/** The same, and whose decision it is. */
export interface Exception extends PolicyException {
  /** Names of waves; left out: everybody. */
  readonly waves?: string[];
  readonly owner: string;
  readonly reason: string;
}

/** The options of the self-service policy. */
export interface SelfService {
  readonly ownPassword: boolean;
  readonly accessKeys: boolean;
  readonly signingCertificates: boolean;
  readonly sshKeys: boolean;
  readonly gitCredentials: boolean;
  readonly passwordChangeBeforeMfa: boolean;
  readonly signInBeforeMfa: boolean;
  readonly viaAwsServices: boolean;
  /** IP addresses and CIDR ranges; left out: anywhere. */
  readonly sourceIps?: string[];
  /** Ids of VPCs; left out: anywhere. */
  readonly vpcs?: string[];
  /** Seconds; left out: as long as the session lasts. */
  readonly maxSessionAge?: number;
}

/** Days from now after which a denial that begins counts as none. */
export const DEFAULT_MAX_GRACE_DAYS = 180;
