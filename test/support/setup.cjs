// Without types, which `npm run check` looks at, and by swc: TypeScript itself would spend 15 s of processor time in each
// of mocha's processes. Not in tsconfig.json, where Pulumi would find it for programs of people who do not have swc.
require("ts-node").register({ swc: true });
// What the AWS SDK has to say of the Node version is no part of a test's output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
