import { z } from "zod";
import { instant } from "../json-model";
import { failuresModel, leftOutModel } from "../report/model";
import { entrySchema, STATUS_VERSION, statusSchema } from "./model";

/** What `mfa-guard status --org --format json` writes. */
export const organizationStatusSchema = z
  .strictObject({
    version: z.literal(STATUS_VERSION),
    at: instant,
    total: entrySchema.shape.total.describe("Of the accounts that were read."),
    accounts: z.array(
      statusSchema
        .omit({ version: true, history: true })
        .extend({ id: z.string().describe("Twelve digits.") }),
    ),
    failures: failuresModel.describe("Accounts that could not be read at all: nobody of theirs is counted."),
    leftOut: leftOutModel,
    history: z
      .array(z.strictObject({ at: instant, accounts: z.int(), total: entrySchema.shape.total }))
      .describe(
        "In order of time, each account with its latest run by then; this run too, where --history was given.",
      ),
  })
  .meta({ title: "mfa-guard status --org" });

export type OrganizationStatus = z.output<typeof organizationStatusSchema>;
