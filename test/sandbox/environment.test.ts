import assert from "node:assert/strict";
import { OPTIONS, PASSED_ON, sandboxEnvironment, VARIABLES } from "../../sandbox/environment";

/** What a user has of their own: an AWS account, a Pulumi login, their folder; and nobody at the keyboard here. */
const STANDS_FOR =
  /^(The user's (AWS account|Pulumi login|terminal|~\/\.pulumi)\b|No questions:|No update check:)/;

const ENGINE = { pulumi: "/e/pulumi", version: "v3.0.0", source: "built", binDirs: ["/e"] } as const;
const environmentFrom = (outer: NodeJS.ProcessEnv) =>
  sandboxEnvironment(outer, "/box", "http://127.0.0.1:1", { ...ENGINE, binDirs: [...ENGINE.binDirs] });

describe("the sandbox's environment", () => {
  it("has what the list says, and nothing else, whatever the outer one has", () => {
    const odd = {
      NODE_OPTIONS: "--no-warnings",
      TS_NODE_FILES: "true",
      AWS_PROFILE: "prod",
      GRPC_TRACE: "all",
    };
    const env = environmentFrom({ ...process.env, ...odd, PATH: "/bin", HOME: "/home/ann" });
    const allowed = [...PASSED_ON, ...Object.keys(VARIABLES)];
    assert.deepEqual(
      Object.keys(env).filter((name) => !allowed.includes(name)),
      [],
    );
    assert.deepEqual(
      Object.keys(VARIABLES).filter((name) => env[name] === undefined),
      [],
    );
    assert.deepEqual([env["PATH"], env["HOME"]], ["/e:/bin", "/home/ann"]);
  });

  it("stands, in each variable and option, for something that a user has", () => {
    for (const [name, { why }] of Object.entries(VARIABLES)) assert.match(why, STANDS_FOR, name);
    for (const [name, why] of Object.entries(OPTIONS)) assert.match(why, STANDS_FOR, name);
  });

  it("changes neither how Pulumi compiles a program, nor which plugins it sees, nor what is said", () => {
    const hides = /TRANSPILE|TYPESCRIPT|TSCONFIG|PLUGIN|WARN|NODE|EXPERIMENTAL|DISABLE|IGNORE|SUPPRESS/;
    assert.deepEqual(
      [...Object.keys(VARIABLES), ...PASSED_ON].filter((name) => hides.test(name)),
      [],
    );
  });
});
