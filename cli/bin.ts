#!/usr/bin/env node
import { processSurroundings } from "./context";
import { run } from "./main";

// What the AWS SDK has to say of the Node version is not for whoever waits for a report.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

// Not process.exit(), which would cut off what is still being written to a pipe.
void run(process.argv.slice(2), processSurroundings()).then((code) => (process.exitCode = code));
