import { z } from "zod";
import type { Fact } from "../../policypack/facts/fact";
import { asJson, instant, type Json, problem, reason } from "../json-model";
import { inertJson } from "../report/json";
import type { Person } from "./impact";
import type { PlanView } from "./plan-table";
import { VERDICTS } from "./plan-words";
import { PROPOSED_WAVES, waveOf } from "./propose";

/** The plan for programs, as `docs/plan.schema.json` has it. What is not known is null, and `unknown` says why. */
export function planJson({ impact, changes, now }: PlanView): string {
  const { account, passwords, notLookedAt, people, machines, self, signIn, exceptions, problems, unknown } =
    impact;
  const plan: Plan = {
    version: PLAN_VERSION,
    at: now.toISOString(),
    account,
    passwords,
    notLookedAt,
    people: people.map(personJson),
    machines,
    exceptions: [...exceptions],
    ...asJson({ self, signIn, problems, unknown, changes }),
  };
  return inertJson(plan);
}

export function personJson(person: Person): PlannedPerson {
  const { name, verdict, standing, hasPassword, devices, breaks, holdings, unknown } = person;
  const { enrolled, administrator, coverage, way } = person;
  return {
    name,
    verdict,
    standing: asJson(standing),
    hasPassword,
    enrolled: orNull(enrolled),
    devices: [...devices],
    administrator: orNull(administrator),
    coverage: orNull(coverage),
    covered: coverage.known ? coverage.value !== null : null,
    breaks: asJson(breaks),
    way,
    holdings: asJson(holdings.found),
    proposedWave: waveOf(person),
    unknown: [
      ...unknown,
      ...holdings.unknown,
      ...[administrator, coverage].flatMap((fact: Fact<unknown>) => (fact.known ? [] : [fact.reason])),
    ],
  };
}

function orNull<T>(fact: Fact<T>): Json<T> | null {
  return fact.known ? asJson(fact.value) : null;
}

/** Raised when a field of the plan's JSON changes its meaning or goes; new fields don't raise it. */
export const PLAN_VERSION = 1;

const standing = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("wave"), wave: z.string(), deadline: instant }),
    z.strictObject({ kind: z.literal("at once") }),
    z.strictObject({ kind: z.literal("grace"), until: instant }),
    z.strictObject({
      kind: z.literal("exempt"),
      until: instant,
      wave: z.string().nullable().describe("Where they are when the exemption ends; null: in none."),
    }),
    z.strictObject({ kind: z.literal("no deadline") }),
  ])
  .meta({ title: "From when everything but enrolling is denied, by the rollout file" });

const keyUse = z
  .strictObject({ at: instant, service: z.string(), region: z.string() })
  .meta({ title: "Where and when an access key was last used" });

const barred = z
  .boolean()
  .default(false)
  .describe("True: they can't change it before, either, so that an administrator has to set a new one.");

const found = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("access-key"), uses: z.array(keyUse) }),
    z.strictObject({ kind: z.literal("password-reset"), why: z.string(), barred }),
    z.strictObject({
      kind: z.literal("password-expired"),
      expires: instant,
      why: z.string(),
      hard: z
        .boolean()
        .default(false)
        .describe("True: once it has expired, only an administrator can set a new one."),
      barred,
    }),
    z.strictObject({
      kind: z.literal("cannot-enrol"),
      why: z.string(),
      certain: z.boolean().describe("False: it hangs on where or how the person enrols."),
      useless: z
        .boolean()
        .describe("True: a device does not help, because everything is denied with MFA too."),
    }),
    z.strictObject({ kind: z.literal("fido-only") }),
    z.strictObject({ kind: z.literal("stale-device"), serial: z.string() }),
    z.strictObject({
      kind: z.literal("machine-with-password"),
      lastSignIn: instant.nullable().describe("Null: never."),
    }),
  ])
  .meta({ title: "What stops working, or keeps from enrolling, once MFA is forced" });

const holding = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("ssh-key"), count: z.int() }),
    z.strictObject({
      kind: z.literal("service-credential"),
      service: z.string().describe("As IAM names it, such as codecommit.amazonaws.com."),
      count: z.int(),
    }),
    z.strictObject({ kind: z.literal("signing-certificate"), count: z.int() }),
  ])
  .meta({ title: "Something active that a user holds beside a password and access keys" });

const coverage = z
  .strictObject({
    policy: z.string(),
    group: z.string().optional().describe("Absent: the policy is the user's own."),
    from: instant.nullable().describe("When the denial begins; null: it holds."),
    origin: z.enum(["live", "planned"]),
  })
  .meta({ title: "The force-MFA policy that denies a user soonest" });

const person = z
  .strictObject({
    name: z.string(),
    verdict: z.enum(VERDICTS),
    standing,
    hasPassword: z.boolean().describe("False only where there is none for sure."),
    enrolled: z.boolean().nullable(),
    devices: z.array(z.enum(["virtual", "fido", "hardware-totp", "sms", "unspecified"])),
    administrator: z.boolean().nullable(),
    coverage: coverage.nullable().describe("Null: none, or not known; `covered` tells which."),
    covered: z.boolean().nullable(),
    breaks: z.array(found),
    way: z
      .string()
      .nullable()
      .describe(
        "How they can enrol, where an access key is the only way to an authenticator app; else null.",
      ),
    holdings: z
      .array(holding)
      .describe("Whether any of it is in use AWS does not tell, and no verdict goes by it."),
    proposedWave: z.enum(PROPOSED_WAVES),
    unknown: z
      .array(reason)
      .describe("What could not be read: why something is null, or the verdict too good."),
  })
  .meta({ title: "Console user, or machine user whom a wave names" });

const self = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("no user"), arn: z.string() }),
    z.strictObject({ kind: z.literal("left out"), name: z.string() }),
    z.strictObject({ kind: z.literal("safe"), name: z.string() }),
    z.strictObject({
      kind: z.literal("locked out"),
      name: z.string(),
      why: z.string(),
      from: instant.nullable().describe("Null: as soon as they are covered."),
    }),
    z.strictObject({ kind: z.literal("unknown"), reason }),
  ])
  .meta({ title: "What enforced MFA does to the caller of the command" });

const names = z.array(z.string());

const changes = z
  .strictObject({
    since: instant,
    joined: names.describe("Console users of today who were none then."),
    left: names.describe("Console users of then who are none today."),
    enrolled: names,
    lostMfa: names,
    usedKeys: z.array(z.strictObject({ name: z.string(), uses: z.array(keyUse) })),
    unknown: z.array(z.strictObject({ subject: z.string(), reason })),
  })
  .meta({ title: "What changed since an earlier snapshot" });

/** What `mfa-guard plan --format json` writes. */
export const planSchema = z
  .strictObject({
    version: z.literal(PLAN_VERSION),
    at: instant,
    account: z.string(),
    passwords: z.string().describe("How old what is told of passwords is, for people to read."),
    notLookedAt: z.string().describe("What no answer takes into account, for people to read."),
    people: z.array(person),
    machines: z.int().describe("Users without a password whom no wave names: they stay as they are."),
    exceptions: z
      .array(z.string())
      .describe("What the rollout file lets work without MFA for a time, a sentence each."),
    problems: z.array(problem).describe("What the rollout file says and hardly means."),
    self,
    signIn: z
      .strictObject({
        on: z.boolean().describe("False: it is not known whether it is on, or concluded that it is off."),
        sentence: z.string(),
      })
      .nullable()
      .describe("What console authorization means for those who are covered; null: nothing."),
    unknown: z.array(reason).describe("Why there may be more people than are told here."),
    changes: changes.nullable().describe("Null: --since was not given."),
  })
  .meta({ title: "mfa-guard plan" });

export type Plan = z.output<typeof planSchema>;
type PlannedPerson = Plan["people"][number];
