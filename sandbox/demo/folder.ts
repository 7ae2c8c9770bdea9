import { cp, readFile } from "node:fs/promises";
import * as path from "node:path";
import { EXIT } from "../../cli/errors";
import packageJson from "../../package.json";
import { CHECKOUT } from "../checkout";
import { SandboxError } from "../errors";
import { run } from "../run";
import type { Sandbox } from "../sandbox";
import { LineWriter, say } from "../terminal";

/** What npx finds in the checkout. */
const MFA_GUARD = path.join(CHECKOUT, packageJson.bin["mfa-guard"]);

/** A folder in which commands are typed, each shown with what comes of it. */
export class Folder {
  constructor(
    private readonly sandbox: Sandbox,
    private readonly dir: string,
  ) {}

  /** Shows a command, runs it, and holds it to what the story says of it. */
  async pulumi(command: string, ends: "passes" | "fails" = "passes"): Promise<void> {
    this.type(`pulumi ${command}`);
    const output = new LineWriter();
    // Dots of progress are for a terminal; here there is none.
    const quiet = /^(preview|up)/.test(command) ? ["--suppress-progress"] : [];
    const args = [...command.split(" "), ...quiet];
    const { code } = await this.sandbox.pulumi(args, { cwd: this.dir, onOutput: output.write });
    output.end();
    if ((code === 0) === (ends === "passes")) return;
    throw new SandboxError(
      `The story says that \`pulumi ${command}\` ${ends}, and it ended with code ${code}.`,
    );
  }

  /** The same for the command mfa-guard, shortened. */
  async mfaGuard(command: string, ends: keyof typeof EXIT): Promise<void> {
    this.type(`npx mfa-guard ${command}`);
    const options = { cwd: this.dir, env: this.sandbox.env };
    const { code, output } = await run(process.execPath, [MFA_GUARD, ...command.split(" ")], options);
    say(`${shortened(output)}\n`);
    if (code === EXIT[ends]) return;
    throw new SandboxError(
      `The story says that \`mfa-guard ${command}\` ends with ${EXIT[ends]}, and it ended with ${code}.`,
    );
  }

  /** Puts a file into the folder, and shows it. */
  async show(name: string, source: string): Promise<void> {
    await cp(source, path.join(this.dir, name));
    this.type(`cat ${name}`);
    say(await readFile(source, "utf8"));
  }

  private type(command: string): void {
    say(`${path.basename(this.dir)}$ ${command}`);
  }
}

/** What the story leaves out: tables, by the name of their first column, with what explains them, and what to do. */
const LONG = /^(?:user|wave|policies) {2,}\S.*\n(?:.+\n)*|^ +What to do:\n(?: +(?:\d+\.|https:) ?.*\n)+/gm;

function shortened(output: string): string {
  return output.replace(LONG, "    ...\n").trimEnd();
}
