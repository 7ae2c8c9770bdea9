// Without types, which `npm run check` looks at, and by swc: TypeScript itself would spend 15 s of processor time in each
// of mocha's processes, and 1 s in each command that a test starts from its sources. Not in tsconfig.json, where Pulumi would find it for programs of people who do not have swc.
require("ts-node").register({ swc: true });
