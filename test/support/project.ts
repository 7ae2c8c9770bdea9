import { mkdir, symlink, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { isoDay } from "../../policypack/iam/days";
import { CHECKOUT } from "../../sandbox/checkout";
import type { RunResult } from "../../sandbox/run";
import type { Sandbox } from "../../sandbox/sandbox";

/** The pack as a user names it: a path. */
export const PACK = path.join(CHECKOUT, "policypack");

/** What a command ended with, and what the pack said in it. */
export interface PulumiResult extends RunResult {
  readonly violations: readonly string[];
}

/** A Pulumi project in the sandbox, with a stack of its own. */
export class TestProject {
  private constructor(
    readonly sandbox: Sandbox,
    readonly dir: string,
  ) {}

  /** A project whose program is JavaScript, with `aws` and `pulumi` at hand. */
  static async create(sandbox: Sandbox, name: string, program: string): Promise<TestProject> {
    const dir = await newFolder(sandbox, name, {
      "Pulumi.yaml": `name: ${name}\nruntime: nodejs\n`,
      "package.json": JSON.stringify({ name, main: "index.js" }),
    });
    await symlink(path.join(CHECKOUT, "node_modules"), path.join(dir, "node_modules"));
    const project = new TestProject(sandbox, dir);
    await project.setProgram(program);
    return project.init("test");
  }

  /** A project made of these files, in whatever language. */
  static async ofFiles(
    sandbox: Sandbox,
    name: string,
    files: Readonly<Record<string, string>>,
  ): Promise<TestProject> {
    return TestProject.open(sandbox, await newFolder(sandbox, name, files), "test");
  }

  /** A project that is there already, with a new stack. */
  static open(sandbox: Sandbox, dir: string, stack: string): Promise<TestProject> {
    return new TestProject(sandbox, dir).init(stack);
  }

  async setProgram(program: string): Promise<void> {
    const head = 'const pulumi = require("@pulumi/pulumi");\nconst aws = require("@pulumi/aws");\n';
    await writeFile(path.join(this.dir, "index.js"), head + program);
  }

  async pulumi(args: string[], env: Record<string, string> = {}): Promise<PulumiResult> {
    const result = await this.sandbox.pulumi(args, { cwd: this.dir, env });
    return { ...result, violations: violationsIn(result.output) };
  }

  preview(env: Record<string, string> = {}, ...args: string[]): Promise<PulumiResult> {
    return this.pulumi(["preview", "--policy-pack", PACK, ...args], env);
  }

  private async init(stack: string): Promise<TestProject> {
    const { code, output } = await this.pulumi(["stack", "init", stack]);
    if (code !== 0) throw new Error(output);
    return this;
  }
}

async function newFolder(
  { dir }: Sandbox,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = path.join(dir, name);
  await mkdir(folder);
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(folder, file), text);
  return folder;
}

/** The last line of each finding, which is its rule's. */
export const WAY_ON = /^(What to do first: .* )?All steps: https:\/\/\S+\/docs\/rules\/[a-z-]+\.md$/;

/** Each finding, sorted, as "level policy (resource): message", the policy's description and last line left out. */
export function violationsIn(output: string): string[] {
  const lines = output.slice(output.search(/^Policies:$/m)).split("\n");
  const found: string[][] = [];
  for (const line of lines) {
    const head = /^\s+- \[(\w+)\].*?\s{2}(\S+)\s+\((?:[^()]*: )?([^()]*)\)$/.exec(line);
    if (head) found.push([`${head[1]} ${head[2]} (${head[3]}):`]);
    else if (line.trim() === "") found.push([]);
    else found.at(-1)?.push(line.trim());
  }
  return found
    .filter(([head]) => head?.endsWith("):"))
    .map(([head, , ...message]) => [head, ...message.filter((line) => !WAY_ON.test(line))].join(" "))
    .sort();
}

/** The day on which the tests began. */
const BEGUN = isoDay(new Date());

/** "today" for the day on which users got their passwords in a test, which midnight may divide. */
export function withToday(message: string): string {
  const days = [BEGUN, isoDay(new Date())];
  return days.reduce((text, day) => text.replaceAll(`password set ${day}`, "password set today"), message);
}
