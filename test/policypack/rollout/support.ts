import fc from "fast-check";
import type { RolloutUser } from "../../../policypack/rollout/assign";
import { parseRolloutObject } from "../../../policypack/rollout/parse";
import { RolloutError } from "../../../policypack/rollout/problem";
import type { Rollout } from "../../../policypack/rollout/rollout";
import type { RolloutInput } from "../../../policypack/rollout/rollout-schema";

export const NOW = new Date("2027-01-15T12:00:00Z");

/** A rollout of an existing account, as the file would say it. */
export function rollout(content: Partial<RolloutInput> = {}): Rollout {
  return parseRolloutObject({ account: "existing", ...content }, "test");
}

/** A console user. */
export function person(name: string, groups: readonly string[] = []): RolloutUser {
  return { name, groups, hasPassword: true };
}

/** A user without a console password. */
export function machine(name: string, groups: readonly string[] = []): RolloutUser {
  return { name, groups, hasPassword: false };
}

/** The message with which something is refused, or undefined where it isn't. Other errors pass through. */
export function refusal(read: () => unknown): string | undefined {
  try {
    read();
  } catch (error) {
    if (error instanceof RolloutError) return error.message;
    throw error;
  }
  return undefined;
}

const iamName = fc.stringMatching(/^[\w+=,.@-]{1,12}$/);
const line = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }).filter((text) => {
  return text.trim() !== "" && !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text) && text.length <= 256;
});
const second = fc
  .date({ min: new Date("2000-01-01T00:00:00Z"), max: new Date("2100-01-01T00:00:00Z"), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`);
const members = fc.oneof(
  fc.record({ users: fc.array(fc.stringMatching(/^[\w+=,.@*?-]{1,12}$/)) }),
  fc.record({ groups: fc.array(iamName) }),
  fc.record({ rest: fc.constant(true as const) }),
);
const waves = fc.uniqueArray(
  fc.tuple(fc.record({ name: iamName, deadline: second }), members).map(([a, b]) => ({ ...a, ...b })),
  { selector: ({ name }) => name.toLowerCase(), maxLength: 6 },
);
const exemption = fc.record({
  user: iamName,
  owner: line,
  reason: line,
  expires: fc.oneof(
    second,
    second.map((text) => text.slice(0, 10)),
  ),
});
const selfService = fc.record(
  {
    ownPassword: fc.boolean(),
    accessKeys: fc.boolean(),
    signingCertificates: fc.boolean(),
    sshKeys: fc.boolean(),
    gitCredentials: fc.boolean(),
    passwordChangeBeforeMfa: fc.boolean(),
    signInBeforeMfa: fc.boolean(),
    viaAwsServices: fc.boolean(),
    sourceIps: fc.array(fc.oneof(fc.ipV4Extended().map(dotted), fc.constant("2001:db8::/32")), {
      minLength: 1,
    }),
    vpcs: fc.array(fc.stringMatching(/^vpc-[0-9a-f]{17}$/), { minLength: 1 }),
    maxSessionAge: fc.integer({ min: 900, max: 129_600 }),
  },
  { requiredKeys: [] },
);

/** The library's own addresses include forms of old, such as 0x7f.1; this makes one of today's. */
function dotted(seed: string): string {
  const bytes = [...seed].map((character) => (character.codePointAt(0) ?? 0) % 256);
  return [0, 1, 2, 3].map((index) => bytes[index] ?? 1).join(".");
}

/** Any valid content of a rollout file for an existing account. */
export const validInput: fc.Arbitrary<RolloutInput> = fc.record(
  {
    account: fc.constant("existing" as const),
    waves,
    exemptions: fc.array(exemption, { maxLength: 4 }),
    selfService,
    graceDays: fc.integer({ min: 0, max: 365 }),
    maxExemptionDays: fc.integer({ min: 1, max: 3650 }),
    groupName: iamName,
    policyName: iamName,
    path: fc.constantFrom("/", "/security/"),
  },
  { requiredKeys: ["account"] },
);

/** Users, some of whom have names and groups that short patterns match. */
export const anyUsers: fc.Arbitrary<RolloutUser[]> = fc.uniqueArray(
  fc.record({ name: iamName, groups: fc.array(iamName, { maxLength: 3 }), hasPassword: fc.boolean() }),
  { selector: ({ name }) => name.toLowerCase(), maxLength: 20 },
);
