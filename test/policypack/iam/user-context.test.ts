import assert from "node:assert/strict";
import { probeActionsOf } from "../../../policypack/iam/probes";
import { contextOf, type Principal } from "../../../policypack/iam/request-scenarios";
import { read } from "./documents";

const ANN: Principal = { name: "ann", path: "/", accountId: "111122223333", partition: "aws" };

const KEYS: readonly {
  readonly shows: string;
  readonly of: Partial<Principal>;
  readonly key: string;
  readonly is: string | null | undefined;
}[] = [
  { shows: "tags that were not read are not known", of: {}, key: "aws:PrincipalTag/team", is: undefined },
  { shows: "a tag has its value", of: { tags: { team: "red" } }, key: "aws:PrincipalTag/team", is: "red" },
  {
    shows: "the key of a tag may be in any letters",
    of: { tags: { Team: "red" } },
    key: "AWS:principaltag/TEAM",
    is: "red",
  },
  {
    shows: "a tag that the user does not have is not in the request",
    of: { tags: { team: "red" } },
    key: "aws:PrincipalTag/mfa",
    is: null,
  },
  { shows: "a user without tags has none", of: { tags: {} }, key: "aws:PrincipalTag/mfa", is: null },
  {
    shows: "tags of something else are not known",
    of: { tags: {} },
    key: "aws:ResourceTag/team",
    is: undefined,
  },
  {
    shows: "a tag can't stand in for another key",
    of: { tags: { "aws:username": "bob" } },
    key: "aws:username",
    is: "ann",
  },
  { shows: "the unique ID is not known unless it is given", of: {}, key: "aws:userid", is: undefined },
  {
    shows: "the unique ID is the user's aws:userid",
    of: { id: "AIDAEXAMPLE" },
    key: "aws:userid",
    is: "AIDAEXAMPLE",
  },
];

describe("context of a user's request", () => {
  for (const { shows, of, key, is } of KEYS) {
    it(shows, () => {
      const context = contextOf({ mfa: "false", viaService: false }, { ...ANN, ...of });
      assert.equal(context.get(key), is);
    });
  }
});

describe("actions to judge several documents by", () => {
  it("are what each of them names", () => {
    const documents = ["s3:GetObject", "ec2:Describe*"].map((Action) =>
      read({ Statement: [{ Effect: "Deny", Action, Resource: "*" }] }),
    );
    const probes = probeActionsOf(documents);
    assert.ok(probes.includes("s3:GetObject"));
    assert.ok(probes.some((action) => action.startsWith("ec2:Describe")));
  });
});
