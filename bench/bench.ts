import { writeFile } from "node:fs/promises";
import { format, resolveConfig } from "prettier";
import { SandboxError } from "../sandbox/errors";
import { toStderr } from "../sandbox/progress";
import { measureAudits } from "./audit/section";
import { type BenchOptions, readOptions, type Section } from "./options";
import { measureFormats } from "./formats/section";
import { measureOrganization } from "./organization/section";
import { measurePreviews } from "./preview/section";
import { measureProof } from "./proof/section";
import { measureStack } from "./stack/section";
import { measureStartup } from "./startup/section";
import { measureMemory } from "./memory/section";
import { type Keep, readResults, RESULTS_FILE } from "./model";
import { tables } from "./table";

const MEASURE: Readonly<Record<Section, (options: BenchOptions, keep: Keep) => Promise<void>>> = {
  audit: measureAudits,
  preview: measurePreviews,
  proof: measureProof,
  organization: measureOrganization,
  startup: measureStartup,
  stack: measureStack,
  memory: measureMemory,
  formats: measureFormats,
};

const keep: Keep = async (change) => {
  const json = JSON.stringify(change(readResults()));
  const style = { ...(await resolveConfig(RESULTS_FILE)), filepath: RESULTS_FILE };
  await writeFile(RESULTS_FILE, await format(json, style));
};

// What the AWS SDK has to say of the Node version is no part of a measurement.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

async function main(argv: readonly string[]): Promise<void> {
  const options = readOptions(argv);
  for (const section of options.only) {
    const started = Date.now();
    await MEASURE[section](options, keep);
    toStderr(`${section}: took ${Math.round((Date.now() - started) / 1000)} s in all`);
  }
  process.stdout.write(`${tables(readResults())}\n`);
  toStderr("Kept in bench/results.json. `npm run docs` puts it into docs/performance.md.");
}

main(process.argv.slice(2)).catch((error: unknown) => {
  toStderr(error instanceof SandboxError ? error.message : String((error as Error).stack));
  process.exitCode = 2;
});
