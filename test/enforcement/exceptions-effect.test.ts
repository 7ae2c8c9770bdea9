import assert from "node:assert/strict";
import { forceMfaScp } from "../../enforcement/organization/scp";
import { selfServicePolicy, type SelfServiceOptions } from "../../policypack/policy/self-service-policy";
import { askOracle } from "../policypack/iam/oracle";
import { DEADLINE, EXCEPTION_VARIANTS } from "./variants";

const BESIDE = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const ANN = "arn:aws:iam::111122223333:user/ann";

/** Before the deadline, after it, on the last day of the first exceptions and after it, the same of the last. */
const TIMES = [
  "2027-01-15T00:00:00Z",
  "2027-02-01T09:00:01Z",
  "2027-03-31T23:59:58Z",
  "2027-04-01T00:00:00Z",
  "2027-06-30T23:59:58Z",
  "2027-07-01T00:00:00Z",
  "2030-01-01T00:00:00Z",
];
const MFA_KEYS = {
  "a long-term key": {},
  "a console session without MFA": { "aws:MultiFactorAuthPresent": "false" },
  "a session with MFA": { "aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "60" },
} as const;
type Caller = keyof typeof MFA_KEYS;

/** The excepted, one that a pattern must not reach, one that may never be open, one that is open always. */
const ACTIONS = {
  "codecommit:GitPull": "arn:aws:codecommit:us-east-1:111122223333:r",
  "codecommit:DeleteRepository": "arn:aws:codecommit:us-east-1:111122223333:r",
  "ec2:DescribeInstances": "*",
  "ec2:TerminateInstances": "arn:aws:ec2:us-east-1:111122223333:instance/i-1",
  "iam:DeactivateMFADevice": ANN,
  "iam:EnableMFADevice": ANN,
} as const;
type Action = keyof typeof ACTIONS;

/** Written from what an exception promises, and not from how the policy is built. */
function mayWork({ from, exceptions = [] }: SelfServiceOptions, action: Action, caller: Caller, at: Date) {
  if (from && at <= from) return true;
  if (caller === "a session with MFA" || action === "iam:EnableMFADevice") return true;
  const inForce = exceptions.filter(({ expires }) => at < expires);
  if (caller === "a long-term key" && inForce.some(({ accessKeys }) => accessKeys)) return true;
  const excepted = inForce.flatMap(({ actions = [] }) => actions);
  return (
    excepted.includes(action) || (action.startsWith("ec2:Describe") && excepted.includes("ec2:Describe*"))
  );
}

function asked(policies: readonly object[], action: Action, caller: Caller, at: string) {
  const context = {
    "aws:CurrentTime": at,
    "aws:username": "ann",
    "aws:PrincipalArn": ANN,
    ...MFA_KEYS[caller],
  };
  return askOracle(policies, { action, resource: ACTIONS[action], context });
}

describe("accepted exceptions, by an evaluator that is not ours", () => {
  for (const [name, options] of Object.entries(EXCEPTION_VARIANTS))
    for (const caller of Object.keys(MFA_KEYS) as Caller[])
      it(`${name}: exactly the exception works for ${caller}, until it ends`, () => {
        const { partition, from, exceptions = [], maxSessionAge } = options;
        const ours = selfServicePolicy(options);
        const scp = forceMfaScp({ partition, exempt: [], from, exceptions, selfService: { maxSessionAge } });
        for (const action of Object.keys(ACTIONS) as Action[])
          for (const at of TIMES) {
            const expected = mayWork(options, action, caller, new Date(at)) ? "allowed" : "explicitly denied";
            assert.equal(asked([ours, BESIDE], action, caller, at), expected, `${action} at ${at}`);
            // An organization's policy denies the same; asked as one more policy of the user.
            assert.equal(asked([scp, BESIDE], action, caller, at), expected, `${action} at ${at}, SCP`);
          }
      });

  it("has times before and after the deadline, and each exception's end", () => {
    const ends = Object.values(EXCEPTION_VARIANTS).flatMap(({ exceptions = [] }) => exceptions);
    for (const date of [DEADLINE, ...ends.map(({ expires }) => expires)]) {
      assert.ok(TIMES.some((at) => new Date(at) < date) && TIMES.some((at) => new Date(at) > date));
    }
  });
});
