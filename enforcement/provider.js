// What Pulumi starts for the component package (PulumiPlugin.yaml, and `main` in the package.json beside it): the
// components as `npm ci` has compiled them, for programs in every language.
const path = require("node:path");
const { whyNotCompiled } = require("./compiled");

const why = whyNotCompiled(path.dirname(__dirname));
if (why) {
  console.error(why);
  process.exit(1);
}
require("../dist/enforcement/component-package/provider").serve();
