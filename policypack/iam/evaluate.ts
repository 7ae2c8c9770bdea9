import { statementActions } from "./actions";
import { conditionsHold, eitherHolds } from "./conditions";
import type { RequestContext } from "./request-context";
import type { PolicyDocument, Statement } from "./policy-document";
import { statementResources } from "./resources";
import { every, isDoubt, orDoubt, type Ternary } from "./ternary";

export interface NamedPolicy {
  readonly name: string;
  readonly document: PolicyDocument;
}

/** All the policies that apply to a principal, except those of resources. */
export interface PolicySet {
  /** The principal's own and its groups'. */
  readonly identity: readonly NamedPolicy[];
  /** Undefined: it has none. */
  readonly boundary?: NamedPolicy;
  /** Service control policies by level: root, organizational units, account; each level must allow. */
  readonly scps?: readonly (readonly NamedPolicy[])[];
}

/** Which statement of which policy. */
export interface StatementRef {
  readonly policy: string;
  readonly sid: string | undefined;
  /** From 0. */
  readonly index: number;
}

/**
 * `denied` by null: nothing allows it. `may succeed` by null: it needs no permission. `effect`: of the statement of
 * which it can't be told whether it applies, one that denies before one that allows.
 */
export type Decision =
  | { readonly outcome: "denied"; readonly by: StatementRef | null }
  | { readonly outcome: "may succeed"; readonly by: StatementRef | null }
  | { readonly outcome: "can't tell"; readonly why: string; readonly effect: Statement["effect"] };

/** A statement with what does not depend on action and resource worked out, for one request's context. */
export interface ReadyStatement {
  readonly ref: StatementRef;
  readonly effect: Statement["effect"];
  /** What must allow: 0 for the identity's policies, then boundary and SCP levels, one number each. */
  readonly layer: number;
  readonly holds: Ternary;
  readonly matchesAction: (action: string) => Ternary;
  readonly matchesResource: (resource: string) => Ternary;
}

export interface ReadyPolicies {
  readonly layers: number;
  readonly statements: readonly ReadyStatement[];
}

/**
 * Works out the conditions of all statements, once for all actions and resources. What a statement makes fail here is
 * a doubt about that statement: it takes no other's answer away.
 */
export function prepare(policies: PolicySet, context: RequestContext): ReadyPolicies {
  const layers = layersOf(policies);
  const statements = layers.flatMap((layer, number) =>
    layer.flatMap(statementsOf).map(({ ref, statement, version }) => ({
      ref,
      effect: statement.effect,
      layer: number,
      holds: orDoubt(() => conditionsHold(statement.conditions, context, version)),
      matchesAction: matcher(() => statementActions(statement)),
      matchesResource: matcher(() => statementResources(statement, version, context)),
    })),
  );
  return { layers: layers.length, statements };
}

function matcher(make: () => (text: string) => Ternary): (text: string) => Ternary {
  let matches: ((text: string) => Ternary) | undefined;
  return (text) => orDoubt(() => (matches ??= make())(text));
}

export function layersOf({ identity, boundary, scps = [] }: PolicySet): (readonly NamedPolicy[])[] {
  return [identity, ...(boundary ? [[boundary]] : []), ...scps];
}

/** All documents that apply, those of every layer. */
export function documentsOf(policies: PolicySet): PolicyDocument[] {
  return layersOf(policies)
    .flat()
    .map(({ document }) => document);
}

/**
 * What becomes of one action on one resource. A Deny decides wherever it is; else every layer must allow.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 *
 * Policies of resources are not looked at: one that names the user may allow what no identity policy does, within
 * the same account. It can't undo a Deny.
 */
export function decide(ready: ReadyPolicies, action: string, resource: string): Decision {
  return conclude(needOf(action), applyingTo(ready, action, resource), ready.layers);
}

/** The same of an action that something beside the policies grants, as an identity policy would. */
export function decideGranted(
  ready: ReadyPolicies,
  action: string,
  resource: string,
  by: StatementRef,
): Decision {
  const grant: Applying = { ref: by, effect: "Allow", layer: 0, applies: true };
  return conclude(needOf(action), [...applyingTo(ready, action, resource), grant], ready.layers);
}

function applyingTo({ statements }: ReadyPolicies, action: string, resource: string): Applying[] {
  return statements.flatMap((statement) => {
    const applies = every([
      statement.matchesAction(action),
      statement.matchesResource(resource),
      statement.holds,
    ]);
    return applies === false ? [] : [{ ...statement, applies }];
  });
}

/** What it takes for an action to succeed. */
export type Need = "an allow" | "no deny" | "nothing";

/**
 * GetSessionToken needs no permission, but a Deny holds; GetCallerIdentity can't be denied.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export function needOf(action: string): Need {
  const lower = action.toLowerCase();
  if (lower === "sts:getcalleridentity") return "nothing";
  return lower === "sts:getsessiontoken" ? "no deny" : "an allow";
}

/** A statement that is about a request, or of which that can't be told. */
export type Applying = Pick<ReadyStatement, "ref" | "effect" | "layer"> & { readonly applies: Ternary };

/** The decision, from the statements that apply or may apply. */
export function conclude(need: Need, applying: readonly Applying[], layers: number): Decision {
  if (need === "nothing") return { outcome: "may succeed", by: null };
  const denies = applying.filter(({ effect }) => effect === "Deny");
  const denial = denies.find(({ applies }) => applies === true) ?? denialOfTwo(denies);
  if (denial) return { outcome: "denied", by: denial.ref };
  const allowing = need === "no deny" ? [] : decisiveAllows(applying, layers);
  if (!allowing) return { outcome: "denied", by: null };
  const doubtful = [...denies, ...allowing].find(({ applies }) => isDoubt(applies));
  if (doubtful) return { outcome: "can't tell", why: describeDoubt(doubtful), effect: doubtful.effect };
  return { outcome: "may succeed", by: allowing[0]?.ref ?? null };
}

/** The first of two statements of which the one applies where the other does not. */
function denialOfTwo(denies: readonly Applying[]): Applying | undefined {
  const doubtful = denies.filter(({ applies }) => isDoubt(applies) && applies.hangsOn);
  return doubtful.find(({ applies: one }, first) =>
    doubtful.slice(first + 1).some(({ applies: other }) => areEither(one, other)),
  );
}

function areEither(one: Ternary, other: Ternary): boolean {
  const [first, second] = [one, other].map((truth) => (isDoubt(truth) ? truth.hangsOn : undefined));
  return first !== undefined && second !== undefined && eitherHolds(first, second);
}

/** For each layer the Allow that counts, a certain one before a doubtful one; null: a layer has none. */
function decisiveAllows(applying: readonly Applying[], layers: number): Applying[] | null {
  const decisive: Applying[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const allows = applying.filter((statement) => statement.effect === "Allow" && statement.layer === layer);
    const found = allows.find(({ applies }) => applies === true) ?? allows[0];
    if (!found) return null;
    decisive.push(found);
  }
  return decisive;
}

/** The statements of a policy, each with where it stands. */
export function statementsOf({ name, document: { statements, version } }: NamedPolicy): PlacedStatement[] {
  return statements.map((statement, index) => ({
    ref: { policy: name, sid: statement.sid, index },
    statement,
    version,
  }));
}

export interface PlacedStatement {
  readonly ref: StatementRef;
  readonly statement: Statement;
  /** Of the document. */
  readonly version: PolicyDocument["version"];
}

/** Undefined: it is in none of these policies. */
export function statementOf({ policy, index }: StatementRef, policies: PolicySet): Statement | undefined {
  return layersOf(policies)
    .flat()
    .find(({ name }) => name === policy)?.document.statements[index];
}

/** "AllowOwn of policy self-service", or "statement 2 of policy self-service". A policy without name is not named. */
export function describeRef({ policy, sid, index }: StatementRef): string {
  return `${sid ?? `statement ${index + 1}`}${policy === "" ? "" : ` of policy ${policy}`}`;
}

function describeDoubt({ ref, applies }: Applying): string {
  return `${describeRef(ref)}: ${isDoubt(applies) ? applies.doubt : "applies"}`;
}
