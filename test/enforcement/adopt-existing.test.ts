import assert from "node:assert/strict";
import type { Cover } from "../../enforcement/plan/cover";
import { findExisting, existingNotes } from "../../enforcement/plan/adopt-existing";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import type { Group, ManagedPolicy, User } from "../../policypack/facts/account-facts";
import { consoleUser, forceMfaGroup, managedPolicy } from "../support/accounts";
import { account, inGroups } from "./accounts";

const POLICY = selfServicePolicy({ partition: "aws" });
const ARN = "arn:aws:iam::111122223333:policy/p";
const COVER: Cover = {
  ...{ name: "force-mfa", wave: null, groupName: "g", policyName: "p", path: "/", from: null },
  ...{ users: [], exempt: [], exceptions: [] },
};
const empty = forceMfaGroup({ name: "g", attachedPolicies: [] });
const unused = managedPolicy(POLICY, { name: "p" });
const holding = (policy: string) => [{ policy, origin: "live" as const }];

describe("what a deployment that was cut off has left", () => {
  interface Case {
    users?: User[];
    groups?: Group[];
    policies?: Record<string, ManagedPolicy>;
    cover?: Partial<Cover>;
  }
  const taken = ({ users = [], groups = [], policies = {}, cover = {} }: Case) =>
    findExisting({ ...COVER, ...cover }, POLICY, account(users, groups, policies));

  it("is an empty group and an unused policy, word for word, by the names to be made", () => {
    const found = taken({ groups: [empty], policies: { [ARN]: unused } });
    assert.deepEqual(found, { group: "g", policy: ARN });
    const [note] = existingNotes({ ...COVER, existing: found });
    assert.match(
      note?.message ?? "",
      /For group g the group g and the policy p exist already.* The stack imports them unless/,
    );
  });

  const other = managedPolicy(selfServicePolicy({ partition: "aws", sshKeys: true }), { name: "p" });
  const inPath = "arn:aws:iam::111122223333:policy/a/p";
  const kept: Record<string, Case> = {
    "nothing where there is nothing": {},
    "no group with a member": { groups: [empty], users: [consoleUser("ann", inGroups("g"))] },
    "no group with a policy": { groups: [{ ...empty, attachedPolicies: holding("arn:of:another") }] },
    "no group with a policy of its own": {
      groups: [
        {
          ...empty,
          inlinePolicies: [{ name: "i", document: unused.document, origin: "live", urn: undefined }],
        },
      ],
    },
    "no group whose name is in another case, which Pulumi would replace": {
      groups: [{ ...empty, name: "G" }],
    },
    "no policy that says something else": { policies: { [ARN]: other } },
    "no policy with another path": { policies: { [inPath]: unused } },
    "no policy of a group": {
      groups: [forceMfaGroup({ name: "x", attachedPolicies: holding(ARN) })],
      policies: { [ARN]: unused },
    },
    "no policy of a user": {
      users: [consoleUser("ann", { attachedPolicies: holding(ARN) })],
      policies: { [ARN]: unused },
    },
    "no policy by another name": { policies: { [ARN]: unused }, cover: { policyName: "q" } },
  };
  for (const [what, given] of Object.entries(kept))
    it(`is ${what}`, () => {
      const found = taken(given);
      assert.deepEqual(found, {});
      assert.deepEqual(existingNotes({ ...COVER, existing: found }), []);
    });
});
