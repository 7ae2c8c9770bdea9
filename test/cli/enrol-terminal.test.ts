import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as path from "node:path";
import { FakeAws } from "../support/fake-aws";
import { environmentOf, FROM_SOURCES } from "./run-cli";

/**
 * Runs a command at a terminal of its own, types something or sends a signal once it sees a text, and ends as the
 * command does. Node has no pseudo-terminals; Python, which the emulator needs anyway, has.
 */
const AT_TERMINAL = `
import os, pty, signal, sys
typed, until, command = sys.argv[1], sys.argv[2].encode(), sys.argv[3:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
seen, done = b"", False
while True:
    try:
        read = os.read(terminal, 65536)
    except OSError:
        break
    if not read:
        break
    seen += read
    if until in seen and not done:
        done = True
        os.kill(pid, signal.SIGTERM) if typed == "SIGTERM" else os.write(terminal, typed.encode())
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

const CHECKOUT = path.join(__dirname, "../..");
const DEVICE = "arn:aws:iam::111122223333:mfa/bob";

describe("mfa-guard enrol at a real terminal", () => {
  let fake: FakeAws;

  beforeEach(async () => {
    const seed = Buffer.from("JBSWY3DPEHPK3PXP").toString("base64");
    fake = await FakeAws.start({
      GetCallerIdentity:
        "<Arn>arn:aws:iam::111122223333:user/bob</Arn><UserId>X</UserId><Account>111122223333</Account>",
      ListMFADevices: "<MFADevices></MFADevices><IsTruncated>false</IsTruncated>",
      CreateVirtualMFADevice: `<VirtualMFADevice><SerialNumber>${DEVICE}</SerialNumber><Base32StringSeed>${seed}</Base32StringSeed></VirtualMFADevice>`,
      DeleteVirtualMFADevice: "",
    });
  });

  afterEach(() => fake.stop());

  for (const [what, typed] of [
    ["Ctrl-C", "\u0003"],
    ["the end of the input", "\u0004"],
    ["a signal to end", "SIGTERM"],
  ] as const) {
    it(`cleans up after ${what}`, async () => {
      const { code, output } = await atTerminal(typed, environmentOf(fake));
      assert.match(output, /Broken off\. The device that was made for it has been deleted again\./);
      assert.equal(code, 2);
      const deleted = fake.calls.filter(({ action }) => action === "DeleteVirtualMFADevice");
      assert.deepEqual(
        deleted.map(({ params }) => params.get("SerialNumber")),
        [DEVICE],
      );
    });
  }
});

async function atTerminal(
  typed: string,
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const command = [process.execPath, ...FROM_SOURCES, "enrol"];
  const child = spawn("python3", ["-c", AT_TERMINAL, typed, "type instead: ", ...command], {
    cwd: CHECKOUT,
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, output };
}
