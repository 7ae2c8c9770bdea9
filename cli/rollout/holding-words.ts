import { byCause, describeCause, type Gap } from "../../policypack/facts/causes";
import { nobodyAsked } from "../../policypack/facts/fact";
import { namesInRow, paragraph, type TerminalLayout } from "../report/terminal-layout";
import { oneLine } from "../text";
import type { Holding } from "./holdings";
import type { Person } from "./impact";

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
