/**
 * The stand-in for Pulumi's aws plugin, started by the engine: prints the port it serves on and stays until
 * the engine is gone.
 */
import { serve } from "./server";

const ENGINE_CHECK_MS = 1000;

async function main(): Promise<void> {
  exitWithEngine();
  process.stdout.write(`${await serve()}\n`);
}

/** An engine that is killed tells its plugins nothing; its end shows in the parent's process id. */
function exitWithEngine(): void {
  const engine = process.ppid;
  setInterval(() => {
    if (process.ppid !== engine) process.exit(0);
  }, ENGINE_CHECK_MS);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
