import { explain } from "./errors";
import { tellStory } from "./demo/story";
import { toStderr } from "./progress";
import { openSandbox } from "./sandbox";

// What the AWS SDK has to say of the Node version is not part of the story.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

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
