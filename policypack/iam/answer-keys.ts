import { momentsFrom } from "./dates";
import type { Condition, PolicyDocument, Statement } from "./policy-document";
import { type Network, readyToEnrol } from "./enrolment-steps";
import { documentsOf, layersOf, type PolicySet, prepare, type ReadyPolicies } from "./evaluate";
import { arnOf, contextOf, type Principal, scenarios } from "./request-scenarios";
import { ARN_PARTS, matchesArn } from "./resources";
import { enrolmentResources, FILLER, sampleResources } from "./samples";
import { some, type Ternary } from "./ternary";
import { WITH_VARIABLES } from "./variables";
import { parseWildcards, type Pattern } from "./wildcard";

/**
 * Tells which users get the same answer: those with the same policies for whom each statement holds in the same
 * scenarios and is about the same sample resources. Their names need not be the same, and yet a user whom a
 * condition or a resource singles out stands alone.
 */
export class AnswerKeys {
  private readonly numbers = new DocumentNumbers();
  private readonly singlings = new Map<string, Singling | null>();
  /** Short ones: each of thousands of users keeps one. */
  private readonly keys = new Map<string, string>();

  constructor(
    private readonly now: Date,
    private readonly network: Network = {},
  ) {}

  /** Two users with one key get one answer: nothing else of them goes into a decision. */
  keyOf(policies: PolicySet, principal: Principal): string {
    const names = layersOf(policies).map((layer) =>
      layer.map(({ name, document }) => [name, this.numbers.of(document)]),
    );
    const set = JSON.stringify(names);
    // Of somebody without policies there is nothing to compare, and some accounts have hundreds.
    if (documentsOf(policies).length === 0) return this.short(set);
    const plain = this.singlingOf(set, policies)?.(principal);
    return this.short(`${set} ${plain ?? JSON.stringify(this.closely(policies, principal))}`);
  }

  private short(key: string): string {
    const known = this.keys.get(key) ?? String(this.keys.size);
    this.keys.set(key, known);
    return known;
  }

  /** How policies tell users apart is read once for all who have them: of thousands of users, they are few sets. */
  private singlingOf(set: string, policies: PolicySet): Singling | null {
    const known = this.singlings.get(set);
    if (known !== undefined) return known;
    const singling = singlingOf(documentsOf(policies));
    this.singlings.set(set, singling);
    return singling;
  }

  /** What becomes of each statement for one user. */
  private closely(policies: PolicySet, principal: Principal): unknown[] {
    const documents = documentsOf(policies);
    const moments = momentsFrom(this.now, documents);
    const prepared = scenarios(moments.map(({ at }) => at)).map((scenario) =>
      prepare(policies, contextOf(scenario, principal)),
    );
    const enrolling = moments.flatMap(({ at }) =>
      Object.values(readyToEnrol(policies, principal, at, this.network)),
    );
    const about = (ready: ReadyPolicies | undefined, resources: readonly string[]) =>
      ready?.statements.map(({ matchesResource }) => resources.map(matchesResource));
    const ownResources = Object.values(enrolmentResources(principal));
    return [
      [...prepared, ...enrolling].map(({ statements }) => statements.map(({ holds }) => holds)),
      // What a statement is about does not depend on the scenario, but more variables are known of enrolling.
      about(prepared[0], sampleResources(principal, documents)),
      enrolling.map((ready) => about(ready, ownResources)),
    ];
  }
}

/**
 * What policies make of one user's name and path, as a text: users of one account for whom it is the same are all one
 * to them. Null: that takes a closer look.
 */
type Singling = (principal: Principal) => string | null;

/**
 * Reads once how policies can tell users apart, where it is in the plain forms that most policies have: no condition is
 * about who makes the request; resources of IAM are written out, or end in a star; and a variable is there only as the
 * user's name, in what is each user's own. Null: it is not so.
 *
 * Under such policies an answer hangs on which statements are about the user's own resources, and on whether one of
 * them is written out: all else that a policy could match has the name in no other way than every name would be there.
 */
export function singlingOf(documents: readonly PolicyDocument[]): Singling | null {
  const statements = documents.flatMap(({ statements, version }) =>
    statements.map((statement) => resourcesOf(statement, version)),
  );
  if (!statements.every((statement) => statement !== null)) return null;
  if (documents.some(({ statements }) => statements.some(({ conditions }) => conditions.some(isAboutWho))))
    return null;
  const named = statements.map(({ named }) => named).filter((patterns) => patterns.length > 0);
  const written = named.flat().map(({ text }) => lastOf(text));
  const forms = statements.flatMap((statement) => statement.own);
  // Of two patterns for users below a path, what they have in common hangs on the letters of the name.
  if (forms.includes(BELOW_A_PATH) && written.some((last) => /^user\/.*\//.test(last))) return null;
  return (principal) => single(principal, { hasOwn: forms.length > 0, named, written });
}

interface Named {
  readonly text: string;
  readonly pattern: Pattern;
}

/** What a statement is about. */
interface Resources {
  /** The forms in which each user's own are among it, by a variable. */
  readonly own: readonly string[];
  /** What may be a user's, or a device's, by what is written. */
  readonly named: readonly Named[];
}

const BELOW_A_PATH = "user/*/${aws:username}";
const OWN = ["user/${aws:username}", BELOW_A_PATH, "mfa/${aws:username}"];

/** Null: something is written in another form. */
function resourcesOf({ resources, notResources }: Statement, version: string | undefined): Resources | null {
  const named: Named[] = [];
  const own: string[] = [];
  for (const text of [...(resources ?? []), ...(notResources ?? [])]) {
    const form = formOf(text, version);
    if (form === "other") return null;
    if (form === "own") own.push(lastOf(text));
    if (form === "named") named.push({ text, pattern: parseWildcards(text) });
  }
  return { own, named };
}

/** "elsewhere": of another service, or everything, and so the same to all users. */
function formOf(text: string, version: string | undefined): "elsewhere" | "named" | "own" | "other" {
  if (text === "*") return "elsewhere";
  const parts = text.split(":");
  const [, , service = ""] = parts;
  if (parts.length < ARN_PARTS || /\$\{|\?/.test(headOf(text))) return "other";
  const last = lastOf(text);
  if (OWN.includes(last)) return version === WITH_VARIABLES && service === "iam" ? "own" : "other";
  if (last.includes("${")) return "other";
  if (/^[a-z0-9-]+$/.test(service) && service !== "iam") return "elsewhere";
  return /^[^*?]*\*?$/.test(last) ? "named" : "other";
}

const WHO = ["aws:username", "aws:userid", "aws:principalarn"];

function isAboutWho({ key, values }: Condition): boolean {
  const lower = key.toLowerCase();
  const isWho = WHO.includes(lower) || lower.startsWith("aws:principaltag/");
  return isWho || values.some((value) => value.includes("${"));
}

/** As IAM has them, and no more than that: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html */
const NAME = /^[\w+=,.@-]+$/;
const PATH = /^\/([\w+=,.@-]+\/)*$/;

interface Outline {
  readonly hasOwn: boolean;
  /** By statement. */
  readonly named: readonly (readonly Named[])[];
  /** What follows the fifth colon of each. */
  readonly written: readonly string[];
}

function single(principal: Principal, { hasOwn, named, written }: Outline): string | null {
  const { name, path, partition, accountId } = principal;
  if (!NAME.test(name) || !PATH.test(path) || `${path}${name}`.includes(FILLER)) return null;
  const own = [
    arnOf(principal),
    // What a variable makes of the name, wherever the user is.
    arnOf({ ...principal, path: "/" }),
    enrolmentResources(principal).ownNameDevice,
  ];
  const lasts = own.map(lastOf);
  // A name that is written out for some other resource.
  if (written.some((last) => last.endsWith(`/${name}`) && !lasts.includes(last))) return null;
  return JSON.stringify([
    ...[partition, accountId, hasOwn && path === "/"],
    lasts.map((last) => written.includes(last)),
    named.map((patterns) => own.map((arn) => truthOf(patterns, arn))),
  ]);
}

function truthOf(patterns: readonly Named[], arn: string): Ternary {
  return some(patterns.map(({ pattern }) => matchesArn(pattern, arn)));
}

function headOf(arn: string): string {
  return arn
    .split(":")
    .slice(0, ARN_PARTS - 1)
    .join(":");
}

function lastOf(arn: string): string {
  return arn
    .split(":")
    .slice(ARN_PARTS - 1)
    .join(":");
}

/**
 * Numbers for documents, for keys. The reader parses equal texts once, so that the same document is the same object.
 */
export class DocumentNumbers {
  private readonly numbers = new Map<PolicyDocument, number>();

  of(document: PolicyDocument): number {
    const number = this.numbers.get(document) ?? this.numbers.size;
    this.numbers.set(document, number);
    return number;
  }
}
