import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { CHECKOUT } from "../../sandbox/checkout";

const COMPILED = path.join("enforcement", "compiled.js");
const { whyNotCompiled } = createRequire(__filename)(path.join(CHECKOUT, COMPILED)) as {
  whyNotCompiled: (project: string) => string | undefined;
};

describe("the program that Pulumi starts", () => {
  let project: string;
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
    writeFileSync(path.join(project, file), text);
  };
  /** What ends `npm run build`. */
  const record = () => execFileSync(process.execPath, [path.join(project, COMPILED)]);

  beforeEach(() => {
    project = mkdtempSync(path.join(tmpdir(), "mfa-guard-compiled-"));
    for (const file of [
      "enforcement/stack.ts",
      "policypack/rules/root-credentials.ts",
      "enforcement/dist/stack.js",
    ])
      write(file, "");
    cpSync(path.join(CHECKOUT, COMPILED), path.join(project, COMPILED));
  });
  afterEach(() => rmSync(project, { recursive: true, force: true }));

  it("says what to run where nothing is compiled", () => {
    assert.equal(
      whyNotCompiled(project),
      `The stack is not compiled yet. Run \`npm ci\` in ${project}, then run this command again.`,
    );
  });

  it("runs once it is compiled, whatever the times of the files are", () => {
    record();
    utimesSync(path.join(project, "enforcement/stack.ts"), new Date(), new Date(Date.now() + 3_600_000));
    assert.equal(whyNotCompiled(project), undefined);
  });

  const changes: Record<string, () => void> = {
    "a source has changed": () => write("policypack/rules/root-credentials.ts", "export {};"),
    "a source has come": () => write("enforcement/new.ts", ""),
    "a source has gone": () => rmSync(path.join(project, "policypack/rules/root-credentials.ts")),
    "a file of data has come": () => write("policypack/facts/permissions.json", "{}"),
  };
  for (const [name, change] of Object.entries(changes)) {
    it(`says what to run where ${name} since`, () => {
      record();
      change();
      assert.match(
        whyNotCompiled(project) ?? "",
        /^The stack's sources have changed .* Run `npm run build` in /,
      );
    });
  }

  it("does not mind what is installed or generated", () => {
    record();
    write("policypack/node_modules/a/index.d.ts", "");
    write("policypack/dist/index.d.ts", "");
    assert.equal(whyNotCompiled(project), undefined);
  });

  it("is of this checkout's sources", () => assert.equal(whyNotCompiled(CHECKOUT), undefined));
});
