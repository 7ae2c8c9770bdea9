import assert from "node:assert/strict";
import { selfServicePolicy, type SelfServiceOptions } from "../../policypack/policy/self-service-policy";
import { askOracle } from "../policypack/iam/oracle";

const BESIDE = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const ANN = "arn:aws:iam::111122223333:user/team/ann";
const AT = { "aws:CurrentTime": "2027-01-15T00:00:00Z" };
const LATER = { "aws:CurrentTime": "2027-02-01T09:00:01Z" };

const KEY = {};
const CONSOLE = { "aws:MultiFactorAuthPresent": "false" };
const MFA = (age: number) => ({
  "aws:MultiFactorAuthPresent": "true",
  "aws:MultiFactorAuthAge": String(age),
});
const FROM = (ip: string) => ({ "aws:SourceIp": ip, ...CONSOLE });
const THROUGH = (vpc: string) => ({ "aws:SourceVpc": vpc, "aws:VpcSourceIp": "10.0.0.5", ...CONSOLE });

const NETWORK = { sourceIps: ["203.0.113.0/24", "2001:db8::/32"], vpcs: ["vpc-0123456789abcdef0"] };
const ANY = "s3:ListAllMyBuckets";
const ENROL = "iam:EnableMFADevice";
const SIGN_IN = "signin:AuthorizeOAuth2Access";
const PASSWORD = "iam:ChangePassword";

type Case = readonly [
  what: string,
  options: Partial<SelfServiceOptions>,
  action: string,
  context: object,
  allowed: boolean,
];

/** What a user who may do everything else comes to, by an evaluator that is not ours. */
const CASES: readonly Case[] = [
  ["anything with a long-term key", {}, ANY, KEY, false],
  ["anything in the console without MFA", {}, ANY, CONSOLE, false],
  ["anything with MFA", {}, ANY, MFA(99_999), true],
  ["enrolling without MFA", {}, ENROL, CONSOLE, true],
  ["deactivating without MFA", {}, "iam:DeactivateMFADevice", CONSOLE, false],
  ["a password change without MFA", {}, PASSWORD, CONSOLE, false],
  [
    "a password change before MFA, where that is on",
    { passwordChangeBeforeMfa: true },
    PASSWORD,
    CONSOLE,
    true,
  ],
  ["anything else, where that is on", { passwordChangeBeforeMfa: true }, ANY, CONSOLE, false],
  ["signing in to the console", {}, SIGN_IN, CONSOLE, false],
  ["signing in to the console, told nothing of MFA", {}, SIGN_IN, {}, false],
  ["signing in to the console, where that is on", { signInBeforeMfa: true }, SIGN_IN, CONSOLE, true],
  ["signing in, told nothing of MFA, where that is on", { signInBeforeMfa: true }, SIGN_IN, {}, true],
  ["anything but signing in, where that is on", { signInBeforeMfa: true }, ANY, CONSOLE, false],
  ["anything before the deadline", { from: new Date("2027-02-01T09:00:00Z") }, ANY, { ...KEY, ...AT }, true],
  [
    "anything after the deadline",
    { from: new Date("2027-02-01T09:00:00Z") },
    ANY,
    { ...KEY, ...LATER },
    false,
  ],
  ["a service's call for the user", {}, ANY, { ...CONSOLE, "aws:ViaAWSService": "true" }, false],
  [
    "a service's call, where that is on",
    { viaAwsServices: true },
    ANY,
    { ...CONSOLE, "aws:ViaAWSService": "true" },
    true,
  ],
  [
    "one's own call, where that is on",
    { viaAwsServices: true },
    ANY,
    { ...CONSOLE, "aws:ViaAWSService": "false" },
    false,
  ],
  [
    "a service's call, with an age too",
    { viaAwsServices: true, maxSessionAge: 900 },
    ANY,
    { ...CONSOLE, "aws:ViaAWSService": "true" },
    true,
  ],
  ["a young session", { maxSessionAge: 900 }, ANY, MFA(900), true],
  ["an old session", { maxSessionAge: 900 }, ANY, MFA(901), false],
  ["a new token in an old session", { maxSessionAge: 900 }, "sts:GetSessionToken", MFA(901), true],
  [
    "an old session before the deadline",
    { maxSessionAge: 900, from: new Date("2027-02-01T09:00:00Z") },
    ANY,
    { ...MFA(901), ...AT },
    true,
  ],
  ["a long-term key, with an age", { maxSessionAge: 900 }, ANY, KEY, false],
  ["enrolling from a given address", NETWORK, ENROL, FROM("203.0.113.9"), true],
  ["enrolling from a given IPv6 address", NETWORK, ENROL, FROM("2001:db8::9"), true],
  ["enrolling from elsewhere", NETWORK, ENROL, FROM("198.51.100.9"), false],
  ["enrolling through a given VPC", NETWORK, ENROL, THROUGH("vpc-0123456789abcdef0"), true],
  ["enrolling through another VPC", NETWORK, ENROL, THROUGH("vpc-0fedcba9876543210"), false],
  ["making a device elsewhere", NETWORK, "iam:CreateVirtualMFADevice", FROM("198.51.100.9"), false],
  ["seeing one's devices from elsewhere", NETWORK, "iam:ListMFADevices", FROM("198.51.100.9"), true],
  [
    "a second device, with MFA, from elsewhere",
    NETWORK,
    ENROL,
    { ...MFA(1), "aws:SourceIp": "198.51.100.9" },
    true,
  ],
  [
    "enrolling from anywhere before the deadline",
    { ...NETWORK, from: new Date("2027-02-01T09:00:00Z") },
    ENROL,
    { ...FROM("198.51.100.9"), ...AT },
    true,
  ],
  [
    "enrolling through a VPC, where only addresses are given",
    { sourceIps: NETWORK.sourceIps },
    ENROL,
    THROUGH("vpc-0123456789abcdef0"),
    false,
  ],
  [
    "enrolling from an address, where only VPCs are given",
    { vpcs: NETWORK.vpcs },
    ENROL,
    FROM("203.0.113.9"),
    false,
  ],
];

describe("self-service policy, beside a policy that allows everything", () => {
  for (const [what, options, action, context, allowed] of CASES) {
    it(`${allowed ? "lets pass" : "denies"} ${what}`, () => {
      const policy = selfServicePolicy({ partition: "aws", ...options });
      const resource = action.startsWith("iam:Create")
        ? "arn:aws:iam::111122223333:mfa/phone"
        : action.startsWith("iam:") && action !== "iam:ListVirtualMFADevices"
          ? ANN
          : "*";
      const answer = askOracle([policy, BESIDE], {
        action,
        resource,
        context: { "aws:username": "ann", "aws:PrincipalArn": ANN, ...AT, ...context },
      });
      assert.equal(answer, allowed ? "allowed" : "explicitly denied");
    });
  }
});
