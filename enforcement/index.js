// What Pulumi starts (`main` in Pulumi.yaml): the stack as `npm ci` has compiled it. JavaScript, so that
// no preview waits for a compiler, and none needs a tsconfig.json, which Pulumi looks for in this folder only.
const path = require("node:path");
const { RunError } = require("@pulumi/pulumi");
const { whyNotCompiled } = require("./compiled");

/** The folder of Pulumi.yaml, whose `main` this is. */
const PROJECT = path.dirname(__dirname);

// A function: the account is read before the first resource, and Pulumi waits for it.
module.exports = () => {
  const why = whyNotCompiled(PROJECT);
  if (why) throw withoutStack(new RunError(why));
  return require("./dist/stack").enforcementStack(PROJECT);
};

/** Pulumi shows no stack of a RunError, but Node 20 takes 20 s to format one: enforcement/stack.ts has more on it. */
function withoutStack(error) {
  error.stack = "";
  return error;
}
