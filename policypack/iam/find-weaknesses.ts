import { NOTHING_ACCEPTED, permitter } from "./accepted";
import { type Row, tabulate } from "./decision-table";
import type { PolicyDocument } from "./policy-document";
import type { Decision, PolicySet } from "./evaluate";
import { ANY_OTHER_ACTION, describeAction, isMisspelt } from "./probes";
import type { Principal, RequestScenario } from "./request-scenarios";
import { sampleResources } from "./samples";

/** What a user's other policies may allow, at most. Judged beside it, a document shows what it denies. */
export const EVERYTHING_ALLOWED: PolicyDocument = {
  version: "2012-10-17",
  statements: [
    {
      sid: undefined,
      effect: "Allow",
      actions: ["*"],
      notActions: undefined,
      resources: ["*"],
      notResources: undefined,
      conditions: [],
    },
  ],
};

/** Actions that take a device away from its owner. */
const DISARMING = ["iam:deactivatemfadevice", "iam:deletevirtualmfadevice"];

const LISTED = 7;

/** One document, whatever else the user may do by other policies. */
export function besideEverything(document: PolicyDocument): PolicySet {
  return {
    identity: [
      { name: "", document },
      { name: "other policies", document: EVERYTHING_ALLOWED },
    ],
  };
}

/**
 * What a document leaves open to a user without MFA, beyond the self-service set, in some scenarios without MFA.
 * @param policies What applies: the document, beside a policy that allows everything.
 */
export function findWeaknesses(
  document: PolicyDocument,
  principal: Principal,
  actions: readonly string[],
  scenarios: readonly RequestScenario[],
  permits = permitter(NOTHING_ACCEPTED),
  policies: PolicySet = besideEverything(document),
): Findings {
  const resources = sampleResources(principal, [document]);
  const tables = tabulate(policies, principal, actions, resources, scenarios);
  const open = tables.map((rows, i) =>
    rows
      .map((row) => openPart(row, permits(scenarios[i] as RequestScenario)))
      .filter((row) => row.actions.length > 0),
  );
  const weight = open.flat().reduce((sum, row) => sum + row.actions.length * countOpen(row), 0);
  return {
    weight,
    weaknesses: [...generalWeakness(open, scenarios, resources.length), ...namedWeaknesses(open)],
  };
}

/** A doubt about a Deny counts as open: what is not certainly denied may succeed. */
function isOpen({ outcome }: Decision): boolean {
  return outcome !== "denied";
}

function openPart({ actions, byResource }: Row, isPermitted: (action: string) => boolean): Row {
  const open = byResource.some(isOpen);
  return { actions: open ? actions.filter((action) => !isPermitted(action)) : [], byResource };
}

function countOpen({ byResource }: Row): number {
  return byResource.filter(isOpen).length;
}

/** Whether the actions that the document does not name are open, in which scenarios, and where. */
function generalWeakness(
  open: readonly (readonly Row[])[],
  scenarios: readonly RequestScenario[],
  resources: number,
): Weakness[] {
  const rows = open.map((rows) => rows.find(({ actions }) => actions.includes(ANY_OTHER_ACTION)));
  const passing = scenarios.filter((_, i) => rows[i]);
  if (passing.length === 0) return [];
  const found = rows.filter((row) => row !== undefined);
  if (passing.length === scenarios.length && found.every((row) => countOpen(row) < resources)) {
    return [{ code: "some-resources", sentence: "resources that the Deny leaves out are open without MFA" }];
  }
  const doubt = found.flatMap(({ byResource }) => byResource).find((d) => d.outcome === "can't tell");
  const why = doubt?.outcome === "can't tell" ? ` (can't tell: ${doubt.why})` : "";
  const weakness: Weakness =
    passing.length === scenarios.length ? EVERYTHING_PASSES : describePassing(passing);
  return [{ ...weakness, sentence: weakness.sentence + why }];
}

const EVERYTHING_PASSES: Weakness = { code: "everything", sentence: "everything works without MFA" };

function describePassing(passing: readonly RequestScenario[]): Weakness {
  const has = (mfa: string, via: boolean) => passing.some((s) => s.mfa === mfa && s.viaService === via);
  const [keys, sessions] = [has("absent", false), has("false", false)];
  if (!keys && !sessions) {
    return { code: "aws-services", sentence: "calls that AWS services make for the user pass without MFA" };
  }
  if (keys && !sessions && !has("false", true)) {
    return { code: "access-keys", sentence: "long-term access keys pass" };
  }
  if (sessions && !keys && !has("absent", true)) {
    return { code: "sessions", sentence: "console sessions without MFA pass" };
  }
  return { code: "some-scenarios", sentence: "some calls without MFA pass" };
}

/** Actions that are open by name, where the rest is not. */
function namedWeaknesses(open: readonly (readonly Row[])[]): Weakness[] {
  const actions = new Set(open.flatMap((rows) => rows.flatMap((row) => row.actions)));
  if (actions.has(ANY_OTHER_ACTION)) return [];
  const isDisarming = (action: string) => DISARMING.includes(action.toLowerCase());
  const disarming = [...actions].filter(isDisarming);
  const misspelt = [...actions].filter(isMisspelt);
  const more = [...actions]
    .filter((action) => !isDisarming(action) && !misspelt.includes(action))
    .map(describeAction);
  return [
    ...disarming.map((action): Weakness => ({ code: "disarm", sentence: `${action} works without MFA` })),
    ...(more.length === 0 ? [] : [{ code: "more-actions" as const, sentence: describeMore(more) }]),
    ...misspelt.map((action): Weakness => ({ code: "misspelt", sentence: describeMisspelt(action) })),
  ];
}

function describeMisspelt(action: string): string {
  return `${describeAction(action)} may work without MFA, and AWS has no such action: it is misspelt, as it seems`;
}

function describeMore(actions: readonly string[]): string {
  const rest = actions.length > LISTED ? ", …" : "";
  const count = `${actions.length} more action${actions.length === 1 ? "" : "s"}`;
  return `${count} without MFA: ${actions.slice(0, LISTED).join(", ")}${rest}`;
}

/** What kind of weakness, for tests and for counting them. */
export type WeaknessCode =
  | "not-judged"
  | "everything"
  | "access-keys"
  | "sessions"
  | "aws-services"
  | "some-scenarios"
  | "ends"
  | "never-begins"
  | "some-users"
  | "some-resources"
  | "more-actions"
  | "misspelt"
  | "disarm"
  | "locked-out"
  | "enrolment-denied"
  | "enrolment-own-name"
  | "enrolment-path"
  | "enrolment-partition"
  | "enrolment-not-allowed";

/** One way in which a policy that means to force MFA does not, or forces too much. */
export interface Weakness {
  readonly code: WeaknessCode;
  /** What is wrong, as a sentence without its full stop: "long-term access keys pass". */
  readonly sentence: string;
}

/** What was found, and how much of it: cells of (user, scenario, action, resource) that are not as they should be. */
export interface Findings {
  readonly weaknesses: readonly Weakness[];
  readonly weight: number;
}

export function mergeFindings(all: readonly Findings[]): Findings {
  const weaknesses = new Map(
    all.flatMap(({ weaknesses }) => weaknesses.map((weakness) => [weakness.sentence, weakness])),
  );
  return { weaknesses: [...weaknesses.values()], weight: all.reduce((sum, { weight }) => sum + weight, 0) };
}
