#!/usr/bin/env node
import { leaveNodeVersionToReadme } from "../policypack/facts/node-version";
import { processEnvironment } from "./context";
import { EXIT } from "./errors";
import { run } from "./main";
import { cannotWrite } from "./atomic-write";

leaveNodeVersionToReadme();

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  process.stderr.write(`mfa-guard: ${cannotWrite("Standard output", error).message}\n`);
  process.exit(EXIT.couldNotRun);
});

// Not process.exit(), which would cut off what is still being written to a pipe.
void run(process.argv.slice(2), processEnvironment()).then((code) => (process.exitCode = code));
