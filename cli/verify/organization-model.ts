import { z } from "zod";
import { failuresModel, leftOutModel } from "../report/model";
import { counts, gap, user, VERIFY_VERSION, verifySchema } from "./model";

const { account, passwords, notLookedAt, at, actions, actionList, result } = verifySchema.shape;

/** What `mfa-guard verify --org --format json` writes. */
export const organizationVerifySchema = z
  .strictObject({
    version: z.literal(VERIFY_VERSION),
    ...{ at, actions, actionList },
    result: result.describe("The worst of the accounts that were read; `failures` are no part of it."),
    counts: counts.describe("Of the accounts that were read."),
    accounts: z.array(
      z.strictObject({
        id: z.string().describe("Twelve digits."),
        ...{ account, passwords, notLookedAt, result, counts },
        users: z
          .array(user.omit({ policySet: true }))
          .describe("Those who are not as they should be; `verify` of the account has all, and why."),
        unknown: z.array(gap),
      }),
    ),
    failures: failuresModel.describe("Accounts that could not be read at all: nobody of theirs is counted."),
    leftOut: leftOutModel,
  })
  .meta({ title: "mfa-guard verify --org" });

export type OrganizationVerifyJson = z.output<typeof organizationVerifySchema>;
