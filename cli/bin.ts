#!/usr/bin/env node
import { leaveNodeVersionToReadme } from "../policypack/facts/node-version";
import { processSurroundings } from "./context";
import { run } from "./main";

leaveNodeVersionToReadme();

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

// Not process.exit(), which would cut off what is still being written to a pipe.
void run(process.argv.slice(2), processSurroundings()).then((code) => (process.exitCode = code));
