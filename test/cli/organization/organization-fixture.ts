import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { IAMClient } from "@aws-sdk/client-iam";
import { CloseAccountCommand, CreateOrganizationCommand } from "@aws-sdk/client-organizations";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { type Emulator, startEmulator } from "../../support/emulator";
import { toStderr } from "../../../sandbox/progress";
import type { CliEnvironment } from "../../../cli/context";
import type { Report } from "../../../cli/report/report-model";
import { EMULATED_ACCOUNT, seedAccount } from "../../policypack/facts/seed";
import { AwsError } from "../../support/fake-aws";
import { type Fault, FaultProxy } from "../../support/fault-proxy";
import { createAccount, organizationsClient } from "../../support/organization";
import { type CliResult, environmentOf, runCli } from "../run-cli";

/** An organization on the emulator: three accounts that differ in how many users they have, and a closed one. */
export class OrganizationFixture {
  /** Of the last run: the roles that were assumed, as they were asked for: those of several accounts in any order. */
  readonly assumed: string[] = [];
  /** Of the last run: the calls by action. */
  calls: Readonly<Record<string, number>> = {};

  private constructor(
    readonly emulator: Emulator,
    /** 10 users: 2 of 7 console users have no MFA. */
    readonly management: string,
    /** 20 users: 4 of 14. */
    readonly payments: string,
    /** A single user, who has no MFA. */
    readonly web: string,
    readonly closed: string,
  ) {}

  static async start(): Promise<OrganizationFixture> {
    const emulator = await startEmulator({}, toStderr);
    const { endpoint } = emulator;
    const organizations = organizationsClient(endpoint);
    await organizations.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
    const create = (name: string) => createAccount(organizations, name);
    const [payments, web, closed] = [await create("payments"), await create("web"), await create("closed")];
    await organizations.send(new CloseAccountCommand({ AccountId: closed }));
    organizations.destroy();
    await seedAccount(endpoint, 10);
    await seedAccount(endpoint, 20, payments);
    await seedAccount(endpoint, 1, web);
    return new OrganizationFixture(emulator, EMULATED_ACCOUNT, payments, web, closed);
  }

  /** The roles that were assumed, by ARN, to be compared with those of `members`. */
  get assumedSorted(): readonly string[] {
    return this.assumed.toSorted();
  }

  /** The accounts that are read, in the order in which they are. */
  get members(): readonly string[] {
    return [this.management, this.payments, this.web].sort();
  }

  /** IAM of an account, to change what is in it; to be destroyed. */
  async iamOf(account: string): Promise<IAMClient> {
    const { endpoint } = this.emulator;
    const credentials = { accessKeyId: "AKIDTEST", secretAccessKey: "none" };
    const sts = new STSClient({ endpoint, region: "us-east-1", credentials });
    const assumed = await sts.send(
      new AssumeRoleCommand({ RoleArn: roleIn(account), RoleSessionName: "test" }),
    );
    sts.destroy();
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = assumed.Credentials ?? {};
    return new IAMClient({
      ...{ endpoint, region: "us-east-1" },
      credentials: {
        ...{ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
      },
    });
  }

  /** Runs `audit --org` by one rule, with a proxy before the emulator that answers some calls itself. */
  async audit(
    args: readonly string[],
    fault: Fault = () => undefined,
    changes: Partial<CliEnvironment> = {},
  ): Promise<CliResult> {
    this.assumed.length = 0;
    const proxy = await FaultProxy.start(this.emulator.endpoint, (action, before, params) => {
      if (action === "AssumeRole") this.assumed.push(params.get("RoleArn") ?? "");
      return fault(action, before, params);
    });
    try {
      const all = ["audit", "--org", "--rule", "console-user-mfa", ...args];
      const env = { ...environmentOf(proxy), ...changes.env };
      return await runCli(all, { now: () => new Date(), ...changes, env });
    } finally {
      this.calls = proxy.calls;
      await proxy.stop();
    }
  }

  /** The same in a format, as one text: HTML is a page for each account beside an overview. */
  async text(format: string, args: readonly string[], fault?: Fault, changes?: Partial<CliEnvironment>) {
    const cwd = await mkdtemp(path.join(tmpdir(), "mfa-guard-format-"));
    try {
      const output = path.join(cwd, "report.html");
      const all = [...args, "--format", format, ...(format === "html" ? ["--output", output] : [])];
      const { stdout } = await this.audit(all, fault, changes);
      const files = (await readdir(cwd, { recursive: true })).filter((name) => name.endsWith(".html"));
      const pages = await Promise.all(files.map((name) => readFile(path.join(cwd, name), "utf8")));
      return [stdout, ...pages].join("\n");
    } finally {
      await rm(cwd, { recursive: true });
    }
  }

  /** The same as JSON: what it has found, and how it ended. */
  async report(
    args: readonly string[] = [],
    fault?: Fault,
    changes?: Partial<CliEnvironment>,
  ): Promise<CliResult & { readonly report: Report }> {
    const result = await this.audit([...args, "--format", "json"], fault, changes);
    return { ...result, report: JSON.parse(result.stdout) as Report };
  }
}

export function roleIn(account: string, name = "OrganizationAccountAccessRole"): string {
  return `arn:aws:iam::${account}:role/${name}`;
}

/** Refuses the role of one account. */
export function refusing(account: string, error = new AwsError("AccessDenied", "not authorized")): Fault {
  return (action, _, params) =>
    action === "AssumeRole" && params.get("RoleArn")?.includes(account) ? error : undefined;
}
