import { z } from "zod";
import { instant } from "../json-model";
import { failuresModel, leftOutModel } from "../report/model";
import { GROUPS } from "./organization-plan";
import { PLAN_VERSION, planSchema } from "./plan-model";

const counts = z
  .strictObject({
    users: z.int().describe("Console users, and machine users whom a wave names."),
    withPassword: z.int(),
    withoutMfa: z.int(),
    wouldBreak: z.int(),
    cannotEnrol: z.int(),
    unknown: z.int().describe("Of whom something could not be read."),
  })
  .meta({ title: "How many users" });

const { account, people, self, signIn, problems, unknown } = planSchema.shape;

/** What `mfa-guard plan --org --format json` writes. */
export const organizationPlanSchema = z
  .strictObject({
    version: z.literal(PLAN_VERSION),
    at: instant,
    total: counts.describe("Of the accounts that were read."),
    accounts: z.array(
      z.strictObject({
        id: z.string().describe("Twelve digits."),
        account,
        group: z
          .enum(GROUPS)
          .describe("`decide`: something is to be decided first; `nobody`: it has no console users."),
        counts,
        people: people.describe(
          "Those about whom something is to be decided; `plan` of the account has all.",
        ),
        ...{ self, signIn, problems, unknown },
      }),
    ),
    failures: failuresModel.describe("Accounts that could not be read at all: nobody of theirs is counted."),
    leftOut: leftOutModel,
  })
  .meta({ title: "mfa-guard plan --org" });

export type OrganizationPlanJson = z.output<typeof organizationPlanSchema>;
