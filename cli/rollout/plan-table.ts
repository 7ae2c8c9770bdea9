import { byCause, describeCause, type Gap } from "../../policypack/facts/causes";
import { describeReason, nobodyAsked } from "../../policypack/facts/fact";
import type { Colours } from "../context";
import { grid } from "../report/grid";
import { atTerminal, namesInRow, paragraph, type TerminalLayout } from "../report/terminal-layout";
import { oneLine } from "../text";
import { isoMinute } from "../times";
import { adviseBreak, describeBreak } from "./consequences";
import { type Changes, describeChanges } from "./changes-since";
import type { Holding } from "./holdings";
import type { Impact, Person, Verdict } from "./impact";
import {
  administratorsWarning,
  describeCoverage,
  describeDevices,
  describeSelf,
  describeStanding,
  headline,
  VERDICTS,
} from "./plan-words";
import { rolloutLines } from "./load";
import { waveOf } from "./propose";

export interface PlanView {
  readonly impact: Impact;
  /** Null: the user asked for no comparison. */
  readonly changes: Changes | null;
  readonly now: Date;
}

/** The plan for a terminal: counts first, then everybody, then what to do about who would break. */
export function planTable({ impact, changes, now }: PlanView, layout: TerminalLayout): string {
  const { colours } = layout;
  const told = (lines: readonly string[], first = "") =>
    lines.map((line) => paragraph(layout, oneLine(line), first));
  const warnings = [
    administratorsWarning(impact),
    impact.signIn?.sentence ?? null,
    ...impact.unknown.map(describeReason),
  ];
  const sections = [
    [
      colours.bold(paragraph(layout, oneLine(`${impact.account}: ${headline(impact)}`))),
      ...told([impact.passwords, impact.notLookedAt]).map(colours.dim),
    ],
    people(impact.people, now, layout),
    toDo(impact.people, layout),
    ways(impact.people, layout),
    holdingLines(impact.people, layout),
    impact.exceptions.length > 0 ? ["Accepted exceptions:", ...told(impact.exceptions, "- ")] : [],
    rolloutLines(impact.problems, layout),
    told([describeSelf(impact.self), ...machines(impact), ...warnings.filter((warning) => warning !== null)]),
    changes ? [`Since ${isoMinute(changes.since)}:`, ...told(orNothing(describeChanges(changes)), "- ")] : [],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function people(all: readonly Person[], now: Date, layout: TerminalLayout): string[] {
  const head = ["user", "state", "MFA devices", "admin", "denied from", "covered", "proposed wave"];
  const most = atTerminal(layout, NAMED);
  const groups = VERDICTS.map((verdict) => {
    const own = all.filter((person) => person.verdict === verdict);
    const shown = own.slice(0, most);
    return { verdict, shown, more: own.length - shown.length };
  });
  const rows = groups.flatMap(({ shown }) => shown.map((person) => row(person, now, layout.colours)));
  const more = groups.flatMap(({ verdict, more }) => (more > 0 ? [`${more} more ${verdict}`] : []));
  const rest = `… and ${more.join(", ")}: --all lists them`;
  return [...grid(layout, head, rows), ...(more.length > 0 ? [paragraph(layout, rest)] : [])];
}

/** How many of each verdict, and of each list, a terminal shows: more would hide the others. */
const NAMED = 20;

function row(person: Person, now: Date, colours: Colours): string[] {
  const { name, verdict, administrator, standing, coverage } = person;
  return [
    oneLine(name),
    paint(verdict, colours),
    describeDevices(person),
    administrator.known ? (administrator.value ? "yes" : "no") : "unknown",
    describeStanding(standing),
    describeCoverage(coverage, now),
    waveOf(person),
  ];
}

function paint(verdict: Verdict, { red, yellow, green, dim }: Colours): string {
  const colour = { "would break": red, unknown: yellow, "must enrol": yellow, ready: green, exempt: dim }[
    verdict
  ];
  return colour(verdict);
}

function toDo(all: readonly Person[], layout: TerminalLayout): string[] {
  const breaks = all.flatMap(({ name, breaks }) =>
    breaks.map((found) =>
      [
        paragraph(layout, oneLine(`${name}: ${describeBreak(found)}`), "- "),
        paragraph(layout, oneLine(adviseBreak(found)), "    "),
      ].join("\n"),
    ),
  );
  const gaps = all.flatMap(({ name, unknown }) => unknown.map((reason) => ({ subject: name, reason })));
  const unread = byCause(gaps).map((cause) => paragraph(layout, oneLine(describeCause(cause)), "- "));
  const lines = [...firstOnes(breaks, layout), ...unread];
  return lines.length === 0 ? [] : ["Before they are covered:", ...lines];
}

function ways(all: readonly Person[], layout: TerminalLayout): string[] {
  const lines = all.flatMap(({ name, way }) =>
    way === null ? [] : [paragraph(layout, oneLine(`${name}: ${way}`), "- ")],
  );
  return lines.length === 0 ? [] : ["How they can enrol:", ...firstOnes(lines, layout)];
}

function firstOnes(items: readonly string[], layout: TerminalLayout): string[] {
  const shown = items.slice(0, atTerminal(layout, NAMED));
  const more = items.length - shown.length;
  return more > 0 ? [...shown, `- and ${more} more; --all lists them`] : shown;
}

function machines({ machines: count }: Impact): string[] {
  if (count === 0) return [];
  return [
    count === 1
      ? "1 user without a password is not affected."
      : `${count} users without a password are not affected.`,
  ];
}

function orNothing(changes: readonly string[]): readonly string[] {
  return changes.length === 0 ? ["nothing changed"] : changes;
}

/** What a kind of credential is, and what becomes of it once its holder is denied everything without MFA. */
interface Words {
  readonly name: string;
  readonly advice: string;
}

/**
 * No page says what a denial without MFA does to these. Concluded for all that the user's own policies decide on: a
 * request that is made with them carries no aws:MultiFactorAuthPresent, as one with an access key does not, and
 * BoolIfExists denies it then. Of CodeCommit, people report it, over SSH and over HTTPS:
 * https://github.com/terraform-aws-modules/terraform-aws-iam/issues/374
 * https://stackoverflow.com/questions/67758931
 * AWS's own way to CodeCommit with MFA is a session: "the passphrase cannot technically be enforced on the client side"
 * https://aws.amazon.com/blogs/devops/secure-aws-codecommit-with-multi-factor-authentication/
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_ssh-keys.html
 */
const CODECOMMIT =
  "No MFA goes with it, so git is denied: AWS does not document that, and people report it. Use git-remote-codecommit with an MFA session (`mfa-guard session`), or give a program a role.";

const SSH_KEY: Words = { name: "SSH public key for CodeCommit", advice: CODECOMMIT };

/**
 * "The bedrock:CallWithBearerToken action controls the use of a short-term or long-term Amazon Bedrock API key", by the
 * policies of the user that it belongs to; "short-term API keys share the same permissions and expiration as the
 * credentials of the identity that generates the API key".
 * https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-permissions.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_bedrock.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_keyspaces.html
 */
const SERVICES: readonly (readonly [RegExp, Words])[] = [
  [/^codecommit\./, { name: "Git credentials for CodeCommit", advice: CODECOMMIT }],
  [
    /^bedrock\./,
    {
      name: "long-term API key for Bedrock",
      advice:
        "The user's policies decide on each use of it, and no MFA goes with it, so it is denied (concluded, not tried). Make short-term API keys from an MFA session: they have the session's permissions. Give a program a role.",
    },
  ],
  [
    /^cassandra\./,
    {
      name: "user name and password for Keyspaces",
      advice:
        "No MFA goes with it, so it is denied (concluded: AWS does not document it). Use the SigV4 plugin of the Cassandra driver with an MFA session, or give a program a role.",
    },
  ],
];

/**
 * "Some AWS services require you to use certificates to validate requests that are signed with a corresponding private
 * key"; the AMI tools take a certificate file and a key that "doesn't have to be registered to your AWS account".
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSigningCertificate.html
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-tools-commands.html
 */
const CERTIFICATE: Words = {
  name: "X.509 signing certificate",
  advice:
    "A request that is signed with it carries no MFA, so it is denied (concluded: AWS does not document it). What is only signed or encrypted on the own machine, as by the AMI tools, is no request, and goes on working.",
};

function wordsOf(holding: Holding): Words {
  if (holding.kind === "ssh-key") return SSH_KEY;
  if (holding.kind === "signing-certificate") return CERTIFICATE;
  const { service } = holding;
  const known = SERVICES.find(([pattern]) => pattern.test(service));
  return known?.[1] ?? ofService(service);
}

/** Of services that are to come. */
function ofService(service: string): Words {
  return {
    name: `credentials for ${service}`,
    advice:
      "No MFA goes with them, so they are denied where the user's policies decide on their use (concluded: AWS does not document it).",
  };
}

type Holder = Pick<Person, "name" | "holdings" | "unknown">;

/** What people hold, by kind, with what becomes of it; and of whom it could not be told. */
export function holdingLines(people: readonly Holder[], layout: TerminalLayout): string[] {
  const kinds = new Map<string, { readonly advice: string; readonly holders: string[] }>();
  for (const { name, holdings } of people) {
    for (const holding of holdings.found) {
      const words = wordsOf(holding);
      const kind = kinds.get(words.name) ?? { advice: words.advice, holders: [] };
      kinds.set(words.name, kind);
      kind.holders.push(holding.count === 1 ? name : `${name} (${holding.count})`);
    }
  }
  const told = (line: string, first: string) => paragraph(layout, oneLine(line), first);
  const held = [...kinds].flatMap(([kind, { advice, holders }]) => [
    told(`${kind}: ${namesInRow(layout, holders)}`, "- "),
    told(advice, "    "),
  ]);
  const gaps = byCause(people.flatMap(unread)).map((cause) => told(describeCause(cause), "- "));
  const lines = [...held, ...gaps];
  return lines.length === 0 ? [] : ["What else they hold, in use or not (AWS does not tell):", ...lines];
}

/** What is told of the person already is not told again. */
function unread({ name, holdings, unknown }: Holder): Gap[] {
  return holdings.unknown
    .filter((reason) => !nobodyAsked(reason) && !unknown.includes(reason))
    .map((reason) => ({ subject: name, reason }));
}
