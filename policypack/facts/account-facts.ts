import type { Fact, Found, Unknown } from "./fact";
import type { PolicyDocument } from "../iam/policy-document";
import type { NamedPolicy } from "../iam/evaluate";

/** One AWS account: as it is, or, once a stack's resources are laid over it, as it will be. */
export interface AccountFacts {
  /** How messages name the account: "account 123456789012", or the way it was to be reached. */
  readonly label: string;
  readonly identity: Fact<CallerIdentity>;
  /** Who else deploys to the account, where a stack reaches it by several identities. */
  readonly otherIdentities: readonly CallerIdentity[];
  /** The name that the account's sign-in address has; null: none. */
  readonly alias: Fact<string | null>;
  readonly readAt: Date;
  readonly root: RootUser;
  readonly users: Found<readonly User[]>;
  /** By name, or by URN while the name is not known yet. */
  readonly groups: Found<ReadonlyMap<string, Group>>;
  /** By ARN, or by URN while the ARN is not known yet: the customer managed ones and the AWS managed ones in use. */
  readonly policies: Found<ReadonlyMap<string, ManagedPolicy>>;
  readonly roles: Found<readonly Role[]>;
  /** Virtual devices that belong to nobody: each blocks its name, and perhaps its owner's next try. */
  readonly unassignedDevices: Fact<readonly UnassignedDevice[]>;
  /** Null: the account has none, and AWS's default holds. */
  readonly passwordPolicy: Fact<PasswordPolicy | null>;
  /**
   * Unknown: users who have no password by the credential report may have been given one since, and are told as
   * without. Known: who had a password at the time of the reading is told so, or as unknown.
   */
  readonly passwordsComplete: Fact<true>;
  /** When AWS made the credential report that tells who has a password. At most 4 hours old. */
  readonly credentialReportAt: Fact<Date>;
  /** Unknown: lines of it can't be read. Their users are asked about one by one. */
  readonly credentialReportComplete: Fact<true>;
  /**
   * The service control policies that hold in the account by level: the organization's root, organizational units from
   * the outermost, the account. No levels: none hold. Not asked for unless the reader is told to.
   */
  readonly scps: Fact<readonly (readonly NamedPolicy[])[]>;
  /** What of centralized root access the organization has enabled. Not asked for unless the reader is told to. */
  readonly rootAccess: Fact<readonly string[]>;
  /** What users hold beside passwords and access keys, by name. Not asked for unless the reader is told to. */
  readonly otherCredentials: Fact<ReadonlyMap<string, OtherCredentials>>;
  /**
   * What the FIDO devices of administrators with a password are certified for, by serial number. Not asked for unless
   * the reader is told to.
   */
  readonly certifications: Fact<ReadonlyMap<string, Fact<Certifications>>>;
  /** Whether a user's IAM policies count when they sign in to the console. */
  readonly consoleAuthorization: Fact<ConsoleAuthorization>;
  /** Service control policies of the stack. Where they will hold is the organization's matter, and is not told here. */
  readonly plannedScps: readonly PlannedScp[];
  /** What the stack plans that could not be laid over the account. */
  readonly unresolved: readonly Unresolved[];
}

/**
 * A setting of the account or its organization; "not configured": AWS has no configuration of the account, and does not
 * document that it is off then. https://docs.aws.amazon.com/signin/latest/userguide/console-access-control.html
 */
export type ConsoleAuthorization = "on" | "off" | "not configured";

/** Who makes the calls, by sts:GetCallerIdentity. */
export interface CallerIdentity {
  readonly accountId: string;
  /** By its name, such as "aws". */
  readonly partition: string;
  readonly arn: string;
  /** Whether the calls are made with a long-term access key, which carries no word of MFA. */
  readonly longTermKey: boolean;
}

/** The root user, by the credentials that there really are. */
export interface RootUser {
  readonly hasPassword: Fact<boolean>;
  readonly hasAccessKeys: Fact<boolean>;
  readonly hasMfa: Fact<boolean>;
  /** Root's virtual devices. With MFA and none of these, root has hardware, a security key or a passkey only. */
  readonly virtualDevices: Fact<readonly MfaDevice[]>;
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PasswordPolicy.html */
export interface PasswordPolicy {
  readonly minimumLength: number;
  /** Days after which a password must be changed; null: never. */
  readonly maximumAge: number | null;
  /** Whether a user whose password is too old can't set a new one: an administrator has to. */
  readonly hardExpiry: boolean;
  readonly usersMayChange: boolean;
}

export interface User {
  /** Undefined only for a planned user whose name is not known in preview. */
  readonly name: string | undefined;
  /** Null: the user does not exist yet. */
  readonly live: Fact<LiveUser | null>;
  /** The resource in the stack, where there is one. */
  readonly urn: string | undefined;
  /** A login profile in the stack for this user. */
  readonly plannedLoginProfile: PlannedLoginProfile | undefined;
  /** As the stack will leave it, where it sets it; else as it is. */
  readonly path: Fact<string>;
  /**
   * ARN of the policy that bounds what the user's own may allow, or its URN while that is not known yet; null: none.
   */
  readonly permissionsBoundary: Fact<string | null>;
  readonly tags: Fact<Readonly<Record<string, string>>>;
  /** Group keys: names, or URNs of planned groups whose name is not known yet. */
  readonly groups: readonly Membership[];
  readonly attachedPolicies: readonly Attachment[];
  readonly inlinePolicies: readonly InlinePolicy[];
  /** Unknown: the user may be in more groups and have more policies than are told here. */
  readonly policiesComplete: Fact<true>;
}

/** A login profile in a stack. */
export interface PlannedLoginProfile {
  readonly urn: string;
  /** Whether the user must set another password at the first sign-in. */
  readonly passwordResetRequired: Fact<boolean>;
}

/** What AWS knows of a user who exists. */
export interface LiveUser {
  readonly arn: string;
  /**
   * The unique ID ("AIDA…"), by which policies may name a user as well; null: AWS, or an older snapshot, does not tell.
   */
  readonly id: Fact<string | null>;
  readonly path: string;
  readonly created: Date;
  /** Null: no console password. */
  readonly loginProfile: Fact<LoginProfile | null>;
  readonly devices: Found<readonly MfaDevice[]>;
  readonly accessKeys: Fact<readonly AccessKey[]>;
  /** How many of their X.509 signing certificates are active. */
  readonly signingCertificates: Fact<number>;
  /** ARN of the policy that bounds what the user's own may allow; null: none. */
  readonly permissionsBoundary: Fact<string | null>;
  readonly tags: Fact<Readonly<Record<string, string>>>;
}

export interface LoginProfile {
  /** When the password was set or last changed. Null where AWS says neither. */
  readonly changed: Date | null;
  /** Null: never, or not since AWS keeps account of it (2014). */
  readonly lastUsed: Date | null;
  /** When the account's password policy asks for another password. Null: never, or not told. */
  readonly nextRotation: Date | null;
  /** Whether the password must be changed at the next sign-in. */
  readonly resetRequired: Fact<boolean>;
}

/** A long-term access key, as the credential report tells of it. */
export interface AccessKey {
  readonly active: boolean;
  /** When it was made or last changed. */
  readonly rotated: Date | null;
  /** Null: never used since AWS keeps account of it (2015). */
  readonly lastUsed: { readonly at: Date; readonly region: string; readonly service: string } | null;
}

/** What a user proves themself with to single services. Only what is active. */
export interface OtherCredentials {
  readonly services: Fact<readonly ServiceCredential[]>;
  /** How many public keys CodeCommit takes over SSH. */
  readonly sshKeys: Fact<number>;
}

/** A user name and password, or an API key, for one service. */
export interface ServiceCredential {
  /** As IAM names it: "codecommit.amazonaws.com". */
  readonly service: string;
  /** Null: never. */
  readonly expires: Date | null;
}

/**
 * `unspecified` is a device that only the credential report tells of: it says that there is one, not which.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
export type DeviceKind = "virtual" | "fido" | "hardware-totp" | "sms" | "unspecified";

export interface MfaDevice {
  readonly kind: DeviceKind;
  readonly serial: string | null;
  readonly enabled: Date | null;
}

/**
 * Of a FIDO device: a level by the kind of certification, in AWS's words, which no page lists. "We currently provide
 * FIPS-140-2, FIPS-140-3, and FIDO certification levels obtained from FIDO Alliance Metadata Service (MDS)", and
 * capture them "only during the registration of a security key". Empty: none.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetMFADevice.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_fido_supported_configurations.html
 */
export type Certifications = Readonly<Record<string, string>>;

export interface UnassignedDevice extends MfaDevice {
  /** The resource in the stack, where there is one: making a virtual device assigns it to nobody. */
  readonly urn: string | undefined;
}

/** Where something holds from: the account as it is, or this deployment. */
export type Origin = "live" | "planned";

export interface Membership {
  readonly group: string;
  readonly origin: Origin;
}

export interface Attachment {
  readonly policy: string;
  readonly origin: Origin;
}

export interface InlinePolicy {
  readonly name: string;
  readonly document: Fact<PolicyDocument>;
  readonly origin: Origin;
  /** The resource in the stack that sets it, where there is one. */
  readonly urn: string | undefined;
}

export interface Group {
  /** Undefined only for a planned group whose name is not known in preview. */
  readonly name: string | undefined;
  readonly origin: Origin;
  /** The resource in the stack, where there is one. */
  readonly urn: string | undefined;
  readonly attachedPolicies: readonly Attachment[];
  readonly inlinePolicies: readonly InlinePolicy[];
}

/** As much of a role as tells who may assume it, and what it may do. */
export interface Role {
  /** Undefined only for a planned role whose name is not known in preview. */
  readonly name: string | undefined;
  readonly path: Fact<string>;
  /** Who may assume it, and on which conditions: the document AssumeRolePolicyDocument. */
  readonly trust: Fact<PolicyDocument>;
  readonly tags: Fact<Readonly<Record<string, string>>>;
  /** As they are; what a stack attaches to a role is not told. */
  readonly attachedPolicies: readonly Attachment[];
  readonly inlinePolicies: readonly InlinePolicy[];
  readonly origin: Origin;
  /** The resource in the stack, where there is one. */
  readonly urn: string | undefined;
}

export interface ManagedPolicy {
  readonly name: string;
  /** The default version's. */
  readonly document: Fact<PolicyDocument>;
  readonly origin: Origin;
  /** The resource in the stack, where there is one. */
  readonly urn: string | undefined;
}

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html */
export interface PlannedScp {
  readonly name: string;
  readonly document: Fact<PolicyDocument>;
  readonly urn: string;
}

/** A planned resource of which a needed property is not known in preview. */
export interface Unresolved {
  readonly urn: string;
  readonly reason: Unknown["reason"];
  /** What the resource would have told. */
  readonly about: "login profile" | "membership" | "attachment" | "policy";
  /** Whether users may be under fewer policies than the plan has them: by a guess, or by what it may take away. */
  readonly overstated: boolean;
}
