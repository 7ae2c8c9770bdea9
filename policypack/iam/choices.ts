import type { ContextValue, RequestContext } from "./request-context";
import type { Condition } from "./policy-document";
import { isDoubt } from "./ternary";
import { resolve } from "./variables";
import { fillWildcards } from "./wildcard";

/** What of a request its caller decides, by context key, in lower case. */
interface ChosenKey {
  readonly matches: RegExp;
  /** Whether the request may be without it. */
  readonly optional: boolean;
  /** Whether the key has several values. */
  readonly several?: boolean;
  /** A permission that it takes beside sts:AssumeRole. */
  readonly needs?: string;
}

/**
 * Parameters of AssumeRole and properties of a request that the caller sets as they like: who wants to get in chooses
 * what lets them in. "AWS does not treat the external ID as a secret", and it "can be seen by anyone with permission to
 * view the role".
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const CHOSEN: readonly ChosenKey[] = [
  { matches: /^sts:externalid$/, optional: true },
  { matches: /^sts:rolesessionname$/, optional: false },
  { matches: /^sts:sourceidentity$/, optional: true, needs: "sts:SetSourceIdentity" },
  { matches: /^sts:transitivetagkeys$/, optional: true, several: true, needs: "sts:TagSession" },
  { matches: /^aws:tagkeys$/, optional: true, several: true, needs: "sts:TagSession" },
  { matches: /^aws:requesttag\/.*$/, optional: true, needs: "sts:TagSession" },
  { matches: /^aws:requestedregion$/, optional: false },
  { matches: /^aws:(useragent|referer)$/, optional: true },
];

/** One way to make the call. */
export interface Choice {
  readonly values: Readonly<Record<string, ContextValue>>;
  /** The permissions that it takes. */
  readonly actions: readonly string[];
}

const ASSUME_ROLE = "sts:AssumeRole";

/** The actions that assuming a role may take. */
export const ASSUMING: readonly string[] = [ASSUME_ROLE, "sts:SetSourceIdentity", "sts:TagSession"];

/** Beyond so many ways, the keys are taken for not known. */
const MOST = 256;

const SAMPLE = "mfa-guard-sample";

/** The ways to make the call that some conditions tell apart; at least one. */
export function choicesFor(
  conditions: readonly { readonly condition: Condition; readonly version: string | undefined }[],
  context: RequestContext,
): readonly Choice[] {
  const keys = new Map<string, { key: ChosenKey; values: Set<string> }>();
  for (const { condition, version } of conditions) {
    const name = condition.key.toLowerCase();
    const key = CHOSEN.find(({ matches }) => matches.test(name));
    if (!key) continue;
    const { values } = keys.get(name) ?? { values: new Set<string>([SAMPLE]) };
    for (const text of condition.values) {
      const pattern = resolve(text, context, version);
      if (pattern !== null && !isDoubt(pattern)) values.add(fillWildcards(pattern, "x", "x"));
    }
    keys.set(name, { key, values });
  }
  let choices: Choice[] = [{ values: {}, actions: [ASSUME_ROLE] }];
  for (const [name, { key, values }] of keys) {
    const ways = [...(key.optional ? [null] : []), ...values];
    if (choices.length * ways.length > MOST) return [{ values: {}, actions: [ASSUME_ROLE] }];
    choices = choices.flatMap(({ values, actions }) =>
      ways.map((value) => ({
        values: { ...values, [name]: key.several && value !== null ? [value] : value },
        actions: value !== null && key.needs ? [...new Set([...actions, key.needs])] : actions,
      })),
    );
  }
  return choices;
}
