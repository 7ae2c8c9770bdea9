import assert from "node:assert/strict";
import { judgeForceMfa } from "../../../policypack/iam/force-mfa-judgement";
import { KNOWN_ACTIONS } from "../../../policypack/iam/probes";
import { repairForceMfa } from "../../../policypack/iam/repair";
import { matchesAction } from "../../../policypack/iam/actions";
import { ours, read } from "./documents";
import { type Mutant, mutantsOf } from "./mutants";
import { weaknessOf } from "./weakness";

const SURROUNDINGS = { partition: "aws", accountId: "111122223333", paths: ["/", "/team/"] };

/** Where the oracle and AWS's documentation differ, the documentation decides. */
const DOCUMENTED: readonly (readonly [mutant: RegExp, weak: boolean, why: string])[] = [
  [
    /^Version /,
    true,
    "variables need Version 2012-10-17: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
  ],
  [
    /^Deny.*: operator StringEqualsIfExists$/,
    true,
    "string operators are not for boolean keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent",
  ],
];

/** Without the Deny, a document no longer says that it means to force MFA. */
const UNRECOGNISABLE = ["DenyAllExceptListedIfNoMFA: dropped"];

/** Every how many actions one is asked about where a statement that allows was edited, which opens nothing. */
const ALLOW_STRIDE = Number(process.env["MFA_GUARD_ALLOW_STRIDE"] ?? 6);

/**
 * What the oracle is asked: all of IAM and STS, and what the document names besides, be it an action that AWS has not
 * published (a misspelling today may be an action tomorrow); of wildcards that match none of them, an instance.
 */
function actionsToAsk({ what, document: { Statement } }: Mutant): string[] {
  const patterns = Statement.flatMap((s) => [s["Action"], s["NotAction"]])
    .flat()
    .filter((pattern): pattern is string => typeof pattern === "string" && pattern.includes(":"));
  const unmatched = patterns.filter(
    (p) => !KNOWN_ACTIONS.some((action) => matchesAction(p, action) === true),
  );
  const stride = what.startsWith("Deny") ? 1 : ALLOW_STRIDE;
  return [
    ...KNOWN_ACTIONS.filter((_, i) => i % stride === 0),
    ...unmatched.map((pattern) => pattern.replaceAll("*", "Something")),
  ];
}

function isWeak(mutant: Mutant): boolean {
  const documented = DOCUMENTED.find(([pattern]) => pattern.test(mutant.what));
  return documented ? documented[1] : weaknessOf(mutant.document, actionsToAsk(mutant)) !== null;
}

/** Every how many of the weaker mutants one is mended. */
const REPAIR_STRIDE = Number(process.env["MFA_GUARD_REPAIR_STRIDE"] ?? 5);

describe("single edits of our policy", () => {
  it("are found by force-mfa-intact where they weaken it by the oracle's answers, and only there", () => {
    const mutants = mutantsOf(ours());
    const missed: string[] = [];
    const wrong: string[] = [];
    const count = { weak: 0, caught: 0, harmless: 0, silent: 0 };
    for (const mutant of mutants) {
      const weaknesses = judgeForceMfa(read(mutant.document), SURROUNDINGS)?.weaknesses ?? [];
      const weak = isWeak(mutant);
      count[weak ? "weak" : "harmless"]++;
      if (weak && weaknesses.length > 0) count.caught++;
      else if (weak) missed.push(mutant.what);
      else if (weaknesses.length === 0) count.silent++;
      else wrong.push(`${mutant.what}: ${weaknesses.map(({ sentence }) => sentence).join("; ")}`);
    }
    console.log(
      `      ${mutants.length} mutants: ${count.weak} weaker, ${count.caught} caught; ${count.harmless} not weaker, ${count.silent} passed`,
    );
    assert.deepEqual({ missed, wrong }, { missed: UNRECOGNISABLE, wrong: [] });
    assert.ok(count.weak > 100 && count.harmless > 50);
  });

  it("are undone by the change that is proposed, and by nothing that is not intact", () => {
    const caught = mutantsOf(ours()).filter(
      ({ document }) => (judgeForceMfa(read(document), SURROUNDINGS)?.weaknesses ?? []).length > 0,
    );
    const tried = caught.filter((_, i) => i % REPAIR_STRIDE === 0);
    const unmended = tried.filter(({ document }) => {
      const repair = repairForceMfa(read(document), SURROUNDINGS);
      return !repair || (judgeForceMfa(repair.document, SURROUNDINGS)?.weaknesses ?? [null]).length > 0;
    });
    console.log(
      `      ${tried.length} of ${caught.length} mutants mended: ${tried.length - unmended.length}`,
    );
    assert.deepEqual(
      unmended.map(({ what }) => what),
      [],
    );
  });
});
