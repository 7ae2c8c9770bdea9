// What Pulumi starts for the component package (PulumiPlugin.yaml, and `main` in the package.json beside it): the
// components as they are compiled, for programs in every language.
const path = require("node:path");
const { whyNotCompiled } = require("./compiled");

const why = whyNotCompiled(path.dirname(__dirname));
if (why) {
  console.error(why);
  process.exit(1);
}
require("./dist/component-package/provider").serve();
