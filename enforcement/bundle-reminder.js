// Makes one file of the reminder's Lambda function and all that it imports, from what the compiler has made. Only the
// AWS SDK stays out, which Lambda's Node.js runtime has:
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
const path = require("node:path");
const { buildSync } = require("esbuild");

const LAMBDA = path.join(__dirname, "dist", "watching", "reminder", "lambda");

/** @param outfile Where the function's code is written. */
exports.bundleReminder = (outfile) =>
  buildSync({
    entryPoints: [path.join(LAMBDA, "handler.js")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["@aws-sdk/*"],
    // The same bytes from every checkout: paths in comments are relative to this folder.
    absWorkingDir: __dirname,
    // Notices of licenses stay, in one place.
    legalComments: "eof",
    logLevel: "warning",
  });

if (require.main === module) exports.bundleReminder(path.join(LAMBDA, "index.js"));
