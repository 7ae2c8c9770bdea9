import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  IAMClient,
  ListMFADevicesCommand,
  ListVirtualMFADevicesCommand,
} from "@aws-sdk/client-iam";
import { enrolCommand } from "../../cli/commands/enrol";
import { addConnectionOptions } from "../../cli/connection-options";
import { Cli } from "../../cli/context";
import { Interrupted } from "../../cli/enrol/terminal";
import { messageOf } from "../../cli/errors";
import { type Emulator, startEmulator } from "../support/emulator";
import { toStderr } from "../../sandbox/progress";
import { FakeTerminal, type Typed } from "./enrol-phone";
import { environmentOf, Kept } from "./run-cli";

describe("mfa-guard enrol, against the emulator", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  let folder: string;

  before(async () => {
    emulator = await startEmulator({}, toStderr);
    const credentials = { accessKeyId: "sandbox", secretAccessKey: "sandbox" };
    iam = new IAMClient({ endpoint: emulator.endpoint, region: "us-east-1", credentials });
  });

  after(() => emulator.stop());

  beforeEach(async () => {
    await emulator.reset();
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-enrol-"));
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** Makes a user with an access key, as whom the command is then run. */
  async function enrolAs(UserName: string, typed: readonly (Typed | Error)[], ...args: string[]) {
    await iam.send(new CreateUserCommand({ UserName }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const [stdout, stderr, terminal] = [new Kept(), new Kept(), new FakeTerminal(typed)];
    const keys = {
      AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey,
    };
    const env = { ...environmentOf(emulator), ...keys, HOME: folder };
    const command = enrolCommand(
      new Cli({ env, cwd: folder, now: () => terminal.now(), stdout, stderr, ask: null }),
      () => terminal,
    );
    addConnectionOptions(command);
    const error = await command.parseAsync(args, { from: "user" }).then(() => null, messageOf);
    return { error, log: stdout.text + stderr.text, shown: terminal.phone.shown };
  }

  async function devicesOf(UserName: string): Promise<(string | undefined)[]> {
    const { MFADevices = [] } = await iam.send(new ListMFADevicesCommand({ UserName }));
    return MFADevices.map(({ SerialNumber }) => SerialNumber);
  }

  const code: Typed = (phone) => phone.code();
  const nextCode: Typed = (phone) => {
    phone.time += 30_000;
    return phone.code();
  };

  it("leaves the user with a device, and a profile with a session", async () => {
    const { error, log, shown } = await enrolAs("bob", [code, code, nextCode], "--write-profile", "mfa");
    assert.equal(error, null);
    assert.deepEqual(await devicesOf("bob"), ["arn:aws:iam::123456789012:mfa/bob"]);
    assert.match(
      await readFile(path.join(folder, ".aws/credentials"), "utf8"),
      /^\[mfa\]\naws_access_key_id = \S+\n/,
    );
    const seed = /Key: +([A-Z2-7\s]+)\n/.exec(shown)?.[1] ?? assert.fail("no secret was shown");
    assert.ok(!log.replace(/\s/g, "").includes(seed.replace(/\s/g, "")), "the secret is in the log");
  });

  it("takes another name beside a device that was left over, and leaves none over itself", async () => {
    await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "bob" }));
    const broken = await enrolAs("bob", [new Interrupted("broken off")]);
    assert.match(broken.error ?? "", /has been deleted again/);
    const { VirtualMFADevices = [] } = await iam.send(new ListVirtualMFADevicesCommand({}));
    assert.deepEqual(
      VirtualMFADevices.map(({ SerialNumber }) => SerialNumber),
      ["arn:aws:iam::123456789012:mfa/bob"],
    );
    assert.match(broken.shown, /Made arn:aws:iam::123456789012:mfa\/bob-2/);
  });
});
