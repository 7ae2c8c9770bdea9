import { z } from "zod";
import {
  iamName,
  iamPath,
  instant,
  instantOrDay,
  line,
  mailAddress,
  type Shape,
  text,
  userName,
  userNameOrGlob,
  wholeNumber,
} from "./fields";
import { DEFAULT_MAX_GRACE_DAYS, type Exception, type Exemption, type Rollout, type Wave } from "./rollout";
import { selfServiceSchema } from "./self-service-schema";

const KINDS = ["actions", "accessKeys"] as const;

const ACTION = "an IAM action or a pattern of one service, such as codecommit:GitPull or codecommit:Git*";

/**
 * What may work without MFA for a time, each with an owner, a reason and an end: somebody's decision, as an exemption
 * is.
 */
const exceptionSchema = z
  .strictObject(
    {
      actions: z
        .array(text(ACTION, 128).regex(/^[a-z0-9-]+:[A-Za-z0-9*?]+$/i, { error: ACTION }), {
          error: "a list of IAM actions, such as [codecommit:GitPull]",
        })
        .min(1, { error: "at least one action" })
        .optional()
        .describe(
          "Actions that work without MFA, by name or by pattern of one service. Those by which MFA could be undone " +
            "are refused. Risk: a stolen password or access key is enough for them.",
        ),
      accessKeys: z
        .literal(true, { error: "true; leave it out where the exception has actions" })
        .optional()
        .describe(
          "Calls with a long-term access key are left as they are: MFA is forced for console sessions only. " +
            "Risk: a stolen access key is enough for all that its owner may do.",
        ),
      waves: z
        .array(text("the name of a wave", 64), {
          error: "a list of names of waves, or leave it out for everybody",
        })
        .min(1, { error: "at least one wave; leave it out for everybody" })
        .optional()
        .describe("The waves for which it holds. Left out: everybody."),
      owner: line("who answers for the exception, in 1 to 256 characters on one line", 256).describe(
        "The person or team who answers for the exception.",
      ),
      reason: line("why, in 1 to 1000 characters on one line", 1000).describe(
        "Why it can't be done with MFA.",
      ),
      expires: instantOrDay(
        "a date such as 2027-06-30 (to its end in UTC), or a date and time with its time zone",
      ).describe(
        "Until when: a date (to its end in UTC), or a date and time with its time zone. The end is inside the policy: " +
          "afterwards everything is denied again by itself.",
      ),
    } satisfies Shape<Exception>,
    { error: "an exception: actions or accessKeys, owner, reason and expires" },
  )
  .refine((exception) => KINDS.filter((kind) => exception[kind] !== undefined).length === 1, {
    error: "exactly one of actions and accessKeys",
    when: ({ value, issues }) =>
      typeof value === "object" && value !== null && !issues.some(({ code }) => code === "unrecognized_keys"),
  })
  .meta({ title: "Exception", oneOf: KINDS.map((kind) => ({ required: [kind] })) });

const MEMBERS = ["users", "groups", "rest"] as const;

const userPattern = userNameOrGlob(
  "an IAM user name or a glob of `*` and `?`, of at most 64 letters, digits and +=,.@_-",
);
const groupName = iamName("an IAM group name, of at most 128 letters, digits and +=,.@_-", 128);

const waveSchema = z
  .strictObject(
    {
      // A wave's group is named `<groupName>-<wave>`, and IAM allows 128 characters.
      name: iamName("a name of at most 64 letters, digits and +=,.@_-", 64).describe(
        "What the wave is called; also the last part of the name of its group and its policy.",
      ),
      users: z
        .array(userPattern, { error: 'a list of user names and globs, such as [ann, "ops-*"]' })
        .optional()
        .describe(
          "IAM user names, or globs in which `*` stands for any characters and `?` for one. Upper and lower case " +
            "are the same to IAM and here. Users without a console password are put into a wave by their exact " +
            "name only, never by a glob.",
        ),
      groups: z
        .array(groupName, { error: "a list of IAM group names" })
        .optional()
        .describe("Names of IAM groups whose members with a console password belong to the wave."),
      rest: z
        .literal(true, { error: "true; leave it out where the wave has users or groups" })
        .optional()
        .describe("Every user with a console password whom no other wave names."),
      deadline: instant(
        "a date and time with its time zone, such as 2027-02-01T09:00:00Z or 2027-02-01T09:00:00+01:00",
      ).describe(
        "From when everything but setting up MFA is denied to the wave, in ISO 8601 with a time zone.",
      ),
    } satisfies Shape<Wave>,
    { error: "a wave: a name, one of users, groups or rest, and a deadline" },
  )
  // Told also where another value of the wave is wrong, but not beside a misspelt key, which may be the one.
  .refine((wave) => membersOf(wave).length === 1, {
    error: "exactly one of users, groups and rest",
    when: ({ value, issues }) => isObject(value) && !issues.some(({ code }) => code === "unrecognized_keys"),
  })
  .meta({ title: "Wave", oneOf: MEMBERS.map((member) => ({ required: [member] })) });

const exemptionSchema = z
  .strictObject(
    {
      user: userName("the name of one IAM user; a glob can't be exempted").describe(
        "The one IAM user who is left out. There are no globs here: each exemption is somebody's decision.",
      ),
      owner: line("who answers for the exemption, in 1 to 256 characters on one line", 256).describe(
        "The person or team who answers for the exemption.",
      ),
      reason: line("why, in 1 to 1000 characters on one line", 1000).describe("Why the user can't have MFA."),
      expires: instantOrDay(
        "a date such as 2027-06-30 (to its end in UTC), or a date and time with its time zone",
      ).describe(
        "Until when: a date (to its end in UTC), or a date and time with its time zone. Afterwards the user is in " +
          "their wave again.",
      ),
    } satisfies Shape<Exemption>,
    { error: "an exemption: user, owner, reason and expires" },
  )
  .meta({ title: "Exemption" });

/**
 * The rollout file, once: types, checks, defaults, and the documentation that editors show. What needs a clock or
 * the account's users is in `problems.ts`.
 */
export const rolloutSchema = z
  .strictObject(
    {
      account: z
        .enum(["existing", "new"], { error: '"existing" (in waves) or "new" (at once)' })
        .describe(
          "`existing`: MFA is forced in waves, each from its own deadline on. " +
            "`new`: it is enforced immediately, for every console user.",
        ),
      waves: z
        .array(waveSchema, { error: "a list of waves, or leave it out" })
        .default([])
        .superRefine(uniqueNames, { when: ({ value }) => Array.isArray(value) })
        .describe(
          "Who is covered, and from when. A user in two waves belongs to the one with the exact name before a " +
            "glob, a glob before a group, a group before `rest`; else to the first of them.",
        ),
      exemptions: z
        .array(exemptionSchema, { error: "a list of exemptions, or leave it out" })
        .default([])
        .describe("Users who are left out for a time, each with an owner, a reason and an end."),
      exceptions: z
        .array(exceptionSchema, { error: "a list of exceptions, or leave it out" })
        .default([])
        .describe(
          "What may work without MFA for a time, beyond setting it up, each with an owner, a reason and an end.",
        ),
      addresses: z
        .record(
          userName("an IAM user name, of at most 64 letters, digits and +=,.@_-"),
          mailAddress("one plain mail address, such as ann@example.com"),
          { error: "a mapping of IAM user names to mail addresses, or leave it out" },
        )
        .optional()
        .describe("Mail addresses by IAM user name, for reminders. They go before those in the users' tags."),
      selfService: selfServiceSchema
        .prefault({})
        .describe("What a user may manage for themself, and from where."),
      consoleAuthorization: z
        .enum(["on", "off"], { error: '"on" or "off"; leave it out to go by what AWS says' })
        .optional()
        .describe(
          "Whether console authorization is on for the account or its organization, where mfa-guard may not or can't " +
            "ask AWS (signin:GetConsoleAuthorizationConfiguration). `on` counts also where AWS says off of the account.",
        ),
      graceDays: wholeNumber("a whole number of days from 0 to 365", 0, 365)
        .default(0)
        .describe("Days after the password was made that a user who is in no wave has to enrol."),
      maxExemptionDays: wholeNumber("a whole number of days from 1 to 3650", 1, 3650)
        .default(180)
        .describe("How many days from today an exemption may run at most."),
      maxGraceDays: wholeNumber("a whole number of days from 1 to 3650", 1, 3650)
        .default(DEFAULT_MAX_GRACE_DAYS)
        .describe(
          "How many days from today a deadline may be away at most. A denial that begins later covers nobody.",
        ),
      groupName: iamName("an IAM group name of at most 63 letters, digits and +=,.@_-", 63)
        .default("force-mfa")
        .describe("Name of the group that carries the policy; that of a wave is `<groupName>-<wave>`."),
      policyName: iamName("an IAM policy name of at most 63 letters, digits and +=,.@_-", 63)
        .default("force-mfa-self-service")
        .describe("Name of the managed policy; that of a wave is `<policyName>-<wave>`."),
      path: iamPath("an IAM path that begins and ends with a slash, such as /security/")
        .default("/")
        .describe("IAM path of the groups and policies, beginning and ending with a slash."),
    } satisfies Shape<Rollout>,
    { error: "a rollout: a mapping that says at least `account: existing` or `account: new`" },
  )
  .refine(({ account, waves }) => account !== "new" || !isNonEmptyList(waves), {
    path: ["waves"],
    error:
      "no waves for a new account, which is covered immediately; remove them, or write `account: existing`",
    when: ({ value }) => isObject(value),
  })
  .meta({ title: "mfa-guard rollout" });

/** What may be written in a rollout file. */
export type RolloutInput = z.input<typeof rolloutSchema>;

/** Waves become IAM groups, whose names differ in more than case. */
function uniqueNames(waves: readonly unknown[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  waves.forEach((wave, index) => {
    const name = isObject(wave) && typeof wave.name === "string" ? wave.name.toLowerCase() : undefined;
    if (name === undefined) return;
    const message = "a name that no other wave has (upper and lower case are the same to IAM)";
    if (seen.has(name)) context.addIssue({ code: "custom", path: [index, "name"], message });
    seen.add(name);
  });
}

function membersOf(wave: unknown): string[] {
  return isObject(wave) ? MEMBERS.filter((member) => wave[member] !== undefined) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNonEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}
