// `pulumi package add <repository>/enforcement` clones the repository and runs `npm install` in this folder. What the
// components need is the whole checkout's: it is installed here, which compiles it too, unless it is there already.
const { execFileSync } = require("node:child_process");
const path = require("node:path");
const { whyNotCompiled } = require("./compiled");

const CHECKOUT = path.dirname(__dirname);
// The compiler is a development dependency, and Pulumi asks for none of those.
if (whyNotCompiled(CHECKOUT))
  execFileSync("npm", ["ci", "--include=dev"], {
    cwd: CHECKOUT,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
