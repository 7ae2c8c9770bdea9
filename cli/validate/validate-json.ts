import { z } from "zod";
import { inertJson } from "../report/json";

/** Raised when a field of the JSON changes its meaning or goes; new fields don't raise it. */
export const VALIDATE_VERSION = 1;

const place = z.int().min(1).nullable();

const validateProblem = z.strictObject({
  kind: z
    .string()
    .describe("`mistake`: the file is none that can be read; else what it says and hardly means."),
  where: z.string().nullable().describe("Path in the file, such as waves[1].users[0]; null: the whole file."),
  line: place,
  column: place,
  message: z.string(),
});

/** What `mfa-guard validate --format json` writes. */
export const validateSchema = z
  .strictObject({
    version: z.literal(VALIDATE_VERSION),
    file: z.string(),
    problems: z.array(validateProblem),
    notes: z
      .array(validateProblem)
      .describe("What is right or wrong as the account is, which was not read: a deadline that is past."),
    notChecked: z.array(z.string()).describe("What could not be told of the file, a sentence each."),
  })
  .meta({ title: "mfa-guard validate" });

/** What `mfa-guard validate --format json` writes of a folder. */
export const organizationValidateSchema = z
  .strictObject({
    version: z.literal(VALIDATE_VERSION),
    folder: z.string(),
    problems: z.array(validateProblem).describe("Files that are of no account, or of one that has another."),
    files: z.array(
      validateSchema
        .omit({ version: true, notChecked: true })
        .extend({ account: z.string().nullable().describe("Twelve digits; null: `defaults.yaml`.") }),
    ),
    notChecked: validateSchema.shape.notChecked,
  })
  .meta({ title: "mfa-guard validate, of a folder" });

export type FolderJson = z.output<typeof organizationValidateSchema>;

export type ValidateProblem = z.output<typeof validateProblem>;

/** What is found in a file. */
export interface Validated {
  readonly problems: readonly ValidateProblem[];
  readonly notes: readonly ValidateProblem[];
  readonly notChecked: readonly string[];
}

export function validateJson(file: string, { problems, notes, notChecked }: Validated): string {
  const json: z.output<typeof validateSchema> = {
    version: VALIDATE_VERSION,
    file,
    problems: [...problems],
    notes: [...notes],
    notChecked: [...notChecked],
  };
  return inertJson(json);
}
