import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import * as path from "node:path";
import ts from "typescript";
import { mustRun } from "../../sandbox/run";
import { installProject, PUBLISHED, type Published } from "../support/packed";

/** A program of somebody else's for each package, by all that they are likely to name. */
const CONSUMERS: Readonly<Record<string, string>> = {
  "pack.ts": `
    import {
      type AccountFacts, known, mfaGuardPolicies, type Outcome, type PolicyArgs, type Rollout, type Rule,
      type RuleContext, type RuleName, type RuleResult, RULES, type SettingsInput, type User,
    } from "@mfa-guard/policypack/library";
    import { PolicyPack } from "@pulumi/policy";

    const DAY = 24 * 60 * 60_000;

    /** A rule of one's own: what could not be read is no pass. */
    export const keysAreRotated: Rule = {
      ...{ name: "keys-are-rotated", level: "advisory", severity: "low", frameworks: [] },
      description: "No access key is older than 90 days.",
      remediation: ["Make a new key.", "Delete the old one."],
      reference: "https://example.com/keys",
      check({ users }: AccountFacts, context: RuleContext): RuleResult {
        const outcomes = users.found.flatMap((user) => oldKeys(user, context));
        if (users.complete.known) return { outcomes };
        return { outcomes: [...outcomes, { kind: "unknown", subject: "users", reason: users.complete.reason }] };
      },
    };

    function oldKeys({ name = "a user to come", live }: User, { now, settings }: RuleContext): Outcome[] {
      if (!live.known) return [{ kind: "unknown", subject: name, reason: live.reason }];
      const keys = live.value?.accessKeys;
      if (!keys || isExempt(name, settings.rollout)) return [];
      if (!keys.known) return [{ kind: "unknown", subject: name, reason: keys.reason }];
      return keys.value
        .filter(({ active, rotated }) => active && rotated !== null && +now - +rotated > 90 * DAY)
        .map((key): Outcome => ({ kind: "violation", subject: name, message: \`\${name} has a key of \${key.rotated}\` }));
    }

    const isExempt = (name: string, rollout: Rollout | null) =>
      rollout?.exemptions.some(({ user, expires }) => user === name && expires.getTime() > 0) ?? false;

    const settings: SettingsInput = { strict: true, rollout: { account: "new" } };
    const first: RuleName = "console-user-mfa";
    const args: PolicyArgs = { all: "advisory", rules: { [first]: "mandatory", "keys-are-rotated": "disabled" }, settings };
    export const pack = () => new PolicyPack("ours", { policies: mfaGuardPolicies(args, [...RULES, keysAreRotated]) });
    // @ts-expect-error -- no rule is called so
    mfaGuardPolicies({ rules: { "console-user-mfaa": "mandatory" } });
    export const yes = known(true).value satisfies boolean;
  `,
  "components.ts": `
    import {
      CallAs, FORCE_MFA_DEFAULTS, ForceMfa, type ForceMfaArgs, ForceMfaOrganization, type List, MfaReminder, MfaWatch,
      OrganizationConfigRules, OrganizationScp, type OrganizationScpArgs, OrganizationStackSet, PolicyTooLongError,
      selfServicePolicy, type SelfServiceOptions,
    } from "@mfa-guard/pulumi";
    import { enforcementStack, type StackOutputs } from "@mfa-guard/pulumi/stack";
    import { User } from "@pulumi/aws/iam";
    import { Provider } from "@pulumi/aws/provider";
    import { type Output, output } from "@pulumi/pulumi";

    const provider = new Provider("prod", { profile: "prod" });
    const ann = new User("ann");
    const users: List<string> = ["bob", ann.name];
    const args: ForceMfaArgs = {
      users,
      from: output("2027-02-01T09:00:00Z"),
      selfService: { accessKeys: true },
      exceptions: [{ actions: ["codecommit:GitPull"], expires: new Date() }],
      exempt: [{ user: "glass", owner: "security", reason: "sealed", expires: "2027-06-30" }],
    };
    const humans = new ForceMfa("humans", args, { provider, protect: true });
    export const group: Output<string> = humans.group.name;
    humans.cover("eve", "eve");
    const told = { policyArns: [humans.policyArn], groupNames: [humans.groupName] };
    export const topic: Output<string> = new MfaWatch("watch", { ...told, email: "a@example.com" }).topicArn;
    const wave = { groupName: humans.groupName, deadline: new Date() };
    new MfaReminder("mails", { waves: [wave], from: "a@example.com" });
    const organizationalUnitIds = ["ou-abcd-12345678"];
    new OrganizationStackSet("accounts", { organizationalUnitIds, callAs: CallAs.DelegatedAdmin });
    const scp: OrganizationScpArgs = { targetIds: organizationalUnitIds, exempt: ["glass"] };
    new OrganizationScp("scp", scp);
    new OrganizationConfigRules("config");
    new ForceMfaOrganization("all", { organizationalUnitIds, scp });
    const options: SelfServiceOptions = { partition: "aws", ...FORCE_MFA_DEFAULTS, from: null };
    export const policy = () => JSON.stringify(selfServicePolicy(options));
    export const isLong = (error: unknown) => error instanceof PolicyTooLongError;
    export const stack = (): Promise<StackOutputs> => enforcementStack(__dirname);
    // @ts-expect-error -- users are names, and no numbers
    new ForceMfa("wrong", { users: [1] });
  `,
  "command.ts": `
    import schema = require("mfa-guard/rollout.schema.json");
    export const title: string = schema.title;
  `,
};

const { Node10, Node16, NodeNext, Bundler } = ts.ModuleResolutionKind;

/** How TypeScript finds packages, with the form of modules that goes with it. */
const RESOLUTIONS: Readonly<Record<string, ts.CompilerOptions>> = {
  node: { moduleResolution: Node10, module: ts.ModuleKind.CommonJS },
  node16: { moduleResolution: Node16, module: ts.ModuleKind.Node16 },
  nodenext: { moduleResolution: NodeNext, module: ts.ModuleKind.NodeNext },
  bundler: { moduleResolution: Bundler, module: ts.ModuleKind.Preserve },
};

describe("a program of somebody else's", () => {
  let project: string;

  before(async () => {
    const names = Object.keys(PUBLISHED) as Published[];
    project = await installProject(names, async (dir) => {
      const dependencies = { "@types/node": "20.19.43" };
      await writeFile(path.join(dir, "package.json"), JSON.stringify({ dependencies }));
      for (const [file, text] of Object.entries(CONSUMERS)) await writeFile(path.join(dir, file), text);
    });
  });

  for (const [name, resolution] of Object.entries(RESOLUTIONS)) {
    it(`compiles with moduleResolution ${name}, and so do the declarations that it is compiled against`, () => {
      const files = Object.keys(CONSUMERS).map((file) => path.join(project, file));
      const program = ts.createProgram(files, {
        ...{ strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, lib: ["lib.es2022.d.ts"] },
        ...{ types: ["node"], resolveJsonModule: true, skipLibCheck: false, ...resolution },
      });
      // Of its own files and of ours: those of Pulumi have mistakes of their own.
      const ours = program
        .getSourceFiles()
        .filter(
          ({ fileName }) =>
            files.includes(fileName) || /\/node_modules\/(@mfa-guard|mfa-guard)\//.test(fileName),
        );
      assert.ok(ours.length > 30, String(ours.length));
      const mistakes = [
        ...program.getOptionsDiagnostics(),
        ...ours.flatMap((file) => diagnosticsOf(program, file)),
      ];
      assert.equal(ts.formatDiagnostics(mistakes, FORMAT), "");
    });
  }

  it("imports them by name as a module too", async () => {
    const program = `
      import { mfaGuardPolicies, RULES } from "@mfa-guard/policypack/library";
      import { ForceMfa, selfServicePolicy } from "@mfa-guard/pulumi";
      import { enforcementStack } from "@mfa-guard/pulumi/stack";
      console.log([mfaGuardPolicies, ForceMfa, selfServicePolicy, enforcementStack].map((it) => typeof it).join(), RULES.length > 5);
    `;
    const printed = await mustRun(process.execPath, ["--input-type=module", "-e", program], { cwd: project });
    assert.equal(printed.trim(), "function,function,function,function true");
  });
});

const FORMAT: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => "",
  getNewLine: () => "\n",
};

function diagnosticsOf(program: ts.Program, file: ts.SourceFile): readonly ts.Diagnostic[] {
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
}
