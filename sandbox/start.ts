import { leaveNodeVersionToReadme } from "../policypack/facts/node-version";
import { explain } from "./errors";
import { tellStory } from "./demo/story";
import { toStderr } from "./progress";
import { openSandbox } from "./sandbox";

leaveNodeVersionToReadme();

async function main(): Promise<void> {
  const sandbox = await openSandbox({ enforce: true }, toStderr);
  try {
    await tellStory(sandbox);
  } finally {
    await sandbox.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 2;
});
