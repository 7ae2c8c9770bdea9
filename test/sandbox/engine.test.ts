import assert from "node:assert/strict";
import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { version as SDK } from "@pulumi/aws/package.json";
import { build } from "../../sandbox/engine/build";
import { downloadWithin } from "../../sandbox/engine/download";
import { ensureEngine, type Engine, type EngineSource } from "../../sandbox/engine/engine";
import { installLanguage, PYTHON_SDK } from "../../sandbox/engine/languages";
import { onPath } from "../../sandbox/engine/on-path";
import { CLI, LANGUAGE_HOST, PYTHON_HOST, YAML_HOST } from "../../sandbox/engine/versions";
import { copyProject } from "../../sandbox/project-copy";
import { buildProvider } from "../../sandbox/provider/build";
import { installProvider } from "../../sandbox/provider-plugin";

const quiet = () => {};

describe("the sandbox's engine", () => {
  const before = { ...process.env };
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "mfa-guard-test-"));
    process.env["MFA_GUARD_CACHE"] = path.join(dir, "cache");
    delete process.env["MFA_GUARD_ENGINE"];
  });

  afterEach(async () => {
    for (const name of ["PATH", "MFA_GUARD_CACHE", "MFA_GUARD_ENGINE"]) restore(name, before[name]);
    await rm(dir, { recursive: true });
  });

  it("has its versions from the go.mod files", async () => {
    for (const { dir: folder, version } of [CLI, LANGUAGE_HOST, PYTHON_HOST, YAML_HOST]) {
      assert.match(version, /^v\d+\.\d+\.\d+$/);
      assert.ok((await readFile(path.join(folder, "go.sum"), "utf8")).includes(` ${version} h1:`));
    }
  });

  it("names every way and why it failed when none works", async () => {
    process.env["PATH"] = dir;
    const failure = ensureEngine(quiet, [onPath, downloadWithin(1), build]);
    await assert.rejects(failure, (error: Error) => {
      assert.equal(error.name, "SandboxError");
      assert.match(error.message, /- pulumi on PATH: there is no pulumi on PATH\n {2}To do: Install/);
      assert.match(error.message, /- Pulumi's own download: .* was not done after 1 s\n {2}To do: Allow/);
      assert.match(
        error.message,
        /- a build with go: go could not be started: .*ENOENT\n {2}To do: Install Go/,
      );
      return true;
    });
  });

  it("asks for room, and not for another way, where none could keep what it made", async () => {
    process.env["MFA_GUARD_CACHE"] = path.join(dir, "file", "cache");
    await writeFile(path.join(dir, "file"), "");
    await assert.rejects(ensureEngine(quiet, [onPath, build]), {
      name: "StorageError",
      message: /^The cache folder .* can't be made: .* Set MFA_GUARD_CACHE to a folder that can\.$/,
    });
  });

  it("takes a pulumi on PATH with its language host", async () => {
    await fakeCli(CLI.version);
    await writeFile(path.join(dir, LANGUAGE_HOST.binary), "", { mode: 0o755 });
    assert.deepEqual(await ensureEngine(quiet, [onPath]), {
      pulumi: path.join(dir, "pulumi"),
      version: CLI.version,
      source: "path",
      binDirs: [dir],
    });
  });

  it("does not take a pulumi on PATH without a language host", async () => {
    await fakeCli(CLI.version);
    await assert.rejects(ensureEngine(quiet, [onPath]), /there is no pulumi-language-nodejs on PATH/);
  });

  it("does not take a pulumi on PATH that is too old", async () => {
    await fakeCli("v3.99.0");
    await writeFile(path.join(dir, LANGUAGE_HOST.binary), "", { mode: 0o755 });
    await assert.rejects(ensureEngine(quiet, [onPath]), new RegExp(`is v3.99.0, older than ${CLI.version}`));
  });

  it("takes what an earlier run has left before it downloads or builds", async () => {
    const lacking = way("download", undefined);
    const ready = way("build", engine("built"));
    assert.equal((await ensureEngine(quiet, [lacking, ready])).source, "built");
  });

  it("does only what MFA_GUARD_ENGINE allows", async () => {
    process.env["MFA_GUARD_ENGINE"] = "download";
    const ways = [way("path", engine("path")), way("download", engine("downloaded"))];
    assert.equal((await ensureEngine(quiet, ways)).source, "downloaded");
    process.env["MFA_GUARD_ENGINE"] = "magic";
    await assert.rejects(ensureEngine(quiet, ways), /set it to path, download or build/);
  });

  async function fakeCli(version: string): Promise<void> {
    process.env["PATH"] = dir;
    await writeFile(path.join(dir, "pulumi"), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
  }
});

describe("what the sandbox lays out for the engine", () => {
  const before = process.env["PULUMI_HOME"];
  let dir: string;
  let home: string;

  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "mfa-guard-test-"));
    home = path.join(dir, "home");
    process.env["PULUMI_HOME"] = path.join(dir, "personal");
  });

  afterEach(async () => {
    restore("PULUMI_HOME", before);
    await rm(dir, { recursive: true });
  });

  it("is the stand-in provider, under the version that the SDK asks for", async () => {
    await installProvider(home, quiet);
    const [folder = ""] = await readdir(path.join(home, "plugins"));
    assert.match(folder, /^resource-aws-v\d+\.\d+\.\d+$/);
    const plugin = await readFile(path.join(home, "plugins", folder, "pulumi-resource-aws"), "utf8");
    assert.match(plugin, /provider-[0-9a-f]+\/sandbox\/provider\/main\.js/);
  });

  it("is a stand-in that starts where it is laid out, with all that it imports", async () => {
    const provider = spawn(process.execPath, [await buildProvider()], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      let port = "";
      for await (const chunk of provider.stdout) {
        port = String(chunk);
        break;
      }
      assert.match(port, /^\d+\n$/);
    } finally {
      provider.kill();
    }
  });

  /** What the sandbox lays out where the person has these plugins, each a file that says its version. */
  async function laidOutBeside(versions: readonly string[]): Promise<string> {
    for (const version of versions) {
      const personal = path.join(dir, "personal", "plugins", `resource-aws-v${version}`);
      await mkdir(personal, { recursive: true });
      await writeFile(path.join(personal, "pulumi-resource-aws"), `the real ${version}`);
    }
    await installProvider(home, quiet);
    return readFile(path.join(home, "plugins", `resource-aws-v${SDK}`, "pulumi-resource-aws"), "utf8");
  }

  const [major = "", minor = ""] = SDK.split(".");
  const [older, newer] = [`${major}.9.0`, `${major}.${Number(minor) + 1}.0`];
  const cases: readonly [string, readonly string[], RegExp][] = [
    ["the very version that the SDK asks for", [older, SDK, newer], new RegExp(`^the real ${SDK}$`)],
    ["else the newest", [older, newer], new RegExp(`^the real ${newer}$`)],
    ["an older one where there is no other", [older], new RegExp(`^the real ${older}$`)],
    [
      "not one of another major version",
      [`${Number(major) - 1}.99.0`],
      /provider-[0-9a-f]+\/sandbox\/provider\/main\.js/,
    ],
  ];
  for (const [which, installed, expected] of cases)
    it(`is the person's own provider: ${which}`, async () => {
      assert.match(await laidOutBeside(installed), expected);
    });

  it("is the stand-in while Pulumi is still installing the person's own", async () => {
    await mkdir(path.join(dir, "personal", "plugins"), { recursive: true });
    await writeFile(path.join(dir, "personal", "plugins", `resource-aws-v${SDK}.partial`), "");
    assert.match(await laidOutBeside([SDK]), /provider-[0-9a-f]+\/sandbox\/provider\/main\.js/);
  });

  it("is no language host where the engine comes with one", async () => {
    await mkdir(home);
    for (const { binary } of [YAML_HOST, PYTHON_HOST])
      await writeFile(path.join(dir, binary), "", { mode: 0o755 });
    for (const language of ["yaml", "python"] as const)
      await installLanguage(language, { binDirs: [dir] }, home, quiet);
    assert.deepEqual(await readdir(home), []);
  });

  it("is one provider for all languages: Python's SDK has the version of the Node.js one", async () => {
    const { version } = JSON.parse(await readFile(require.resolve("@pulumi/aws/package.json"), "utf8")) as {
      version: string;
    };
    const requirements = await readFile(PYTHON_SDK.requirements, "utf8");
    assert.ok(requirements.includes(`\npulumi-aws==${version} `), `pulumi-aws is not ${version}`);
  });

  it("is a copy of the project that finds its packages", async () => {
    const copy = await copyProject({ dir });
    for (const file of [
      "Pulumi.yaml",
      "policypack/package.json",
      "node_modules/@pulumi/pulumi/package.json",
    ]) {
      await access(path.join(copy, file));
    }
  });
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

function engine(source: Engine["source"]): Engine {
  return { pulumi: "/somewhere/pulumi", version: "v3.0.0", source, binDirs: ["/somewhere"] };
}

/** A way whose engine is there at once or never. */
function way(name: EngineSource["name"], found: Engine | undefined): EngineSource {
  const obtain = () => Promise.reject(new Error("must not be tried"));
  return { name, title: name, remedy: "nothing", find: () => Promise.resolve(found), obtain };
}
