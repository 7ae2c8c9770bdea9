// `pulumi package add <repository>/enforcement` clones the repository and runs `npm install` in this folder. What the
// components need is the whole checkout's: it is installed here, which compiles it too, unless it is there already.
// For `npm ci` in the checkout, which runs this file too, there is nothing to do here.
const { execFileSync } = require("node:child_process");
const { realpathSync } = require("node:fs");
const path = require("node:path");
const { whyNotCompiled } = require("./compiled");

const CHECKOUT = path.dirname(__dirname);
/** Where npm was called. */
const CALLED_IN = process.env.INIT_CWD ?? CHECKOUT;

const npm = (...args) =>
  execFileSync("npm", args, { cwd: CHECKOUT, stdio: "inherit", shell: process.platform === "win32" });

if (realpathSync(CALLED_IN) === realpathSync(__dirname) && whyNotCompiled(CHECKOUT)) {
  // The compiler is a development dependency, and Pulumi asks for none of those.
  npm("ci", "--include=dev", "--ignore-scripts");
  npm("run", "build");
}
