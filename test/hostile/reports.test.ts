import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { parse } from "csv-parse/sync";
import picocolors from "picocolors";
import type { StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import { known, unknown } from "../../policypack/facts/fact";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { toSnapshot } from "../../policypack/facts/snapshot/write";
import { pulumiPolicies } from "../../policypack/pulumi/policies";
import { RULES } from "../../policypack/rules";
import type { Report } from "../../cli/report/report-model";
import { reportOf } from "../cli/reports";
import { runCli } from "../cli/run-cli";
import { consoleUser, DENIED, found, modelAccount, NOW, userWithoutMfa, VIRTUAL } from "../support/accounts";
import { ADMIN_ARN, worstAccount } from "../support/worst-account";
import { ACTING, ALL_ACTING, CONTROL, PROTOTYPE_NAMES } from "./words";
import type { Format } from "../../cli/report/formats";
import { FORMATS } from "../cli/texts";

/** An account, as a forged snapshot might tell of it, in which every text is the given one. */
function accountOf(text: string): AccountFacts {
  const worst = worstAccount();
  const reason = { what: text, call: text, code: text, message: text, remedy: text };
  const mine = { policy: `arn:${text}`, origin: "live" as const };
  const device = { ...VIRTUAL, serial: text };
  const users = [
    userWithoutMfa(
      text,
      { groups: [{ group: text, origin: "live" }] },
      { arn: `arn:${text}`, path: `/${text}/`, tags: known({ [text]: text }) },
    ),
    consoleUser(
      `boss ${text}`,
      { attachedPolicies: [{ policy: ADMIN_ARN, origin: "live" }] },
      { devices: found([device]) },
    ),
    userWithoutMfa(`holey ${text}`, { attachedPolicies: [mine] }, { loginProfile: unknown(reason) }),
  ];
  const administrator = [...worst.policies.found].filter(([arn]) => arn === ADMIN_ARN);
  const holey = worst.policies.found.get("holey");
  assert.ok(holey);
  return modelAccount(users, {
    label: `account ${text}`,
    alias: known(text),
    groups: found(
      new Map([
        [text, { name: text, origin: "live", urn: undefined, attachedPolicies: [mine], inlinePolicies: [] }],
      ]),
    ),
    policies: found(new Map([...administrator, [`arn:${text}`, { ...holey, name: text }]])),
    root: { ...worst.root, virtualDevices: unknown(reason), hasMfa: known(false) },
    unassignedDevices: known([{ ...device, urn: undefined }]),
    passwordPolicy: unknown({ ...DENIED, message: text }),
  });
}

/** As above, of an account of which not even the number is known. */
function nameless(text: string): AccountFacts {
  return { ...accountOf(text), identity: unknown({ ...DENIED, message: text }) };
}

const TEXTS: Readonly<Record<string, string>> = { ...ACTING, "all at once": ALL_ACTING };

const PLAIN = picocolors.createColors(false);

/** Judged once, because that takes longer than to show it. */
const reports = new Map<string, Report>();

function show(text: string, format: Format, make = accountOf): string {
  const key = `${make.name} ${text}`;
  const report = reports.get(key) ?? reportOf([make(text)]);
  reports.set(key, report);
  return FORMATS[format](report, PLAIN);
}

describe("hostile texts in an account", () => {
  for (const format of Object.keys(FORMATS) as Format[]) {
    it(`act on nothing that shows a report as ${format}`, () => {
      for (const [name, text] of Object.entries(TEXTS)) {
        const report = show(text, format);
        assert.doesNotMatch(report, CONTROL, name);
        assert.doesNotMatch(report, /\r(?!\n)/, name);
      }
    });

    it(`act on nothing in ${format}, where they are all that there is to name the account by`, () =>
      assert.doesNotMatch(show(ALL_ACTING, format, nameless), CONTROL));

    it(`are names like any other in ${format}, whatever they mean to JavaScript`, () => {
      for (const name of PROTOTYPE_NAMES) assert.ok(show(name, format).includes(name), name);
      assert.deepEqual(Object.keys(Object.prototype), []);
    });
  }

  it("start no formula in any cell of CSV, and keep every row whole", () => {
    for (const text of Object.values(TEXTS)) {
      const rows = parse(show(text, "csv")) as string[][];
      assert.equal(new Set(rows.map((row) => row.length)).size, 1);
      const cells = rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell));
      assert.deepEqual(cells, []);
    }
  });

  it("leave JSON, SARIF and OCSF well-formed", () => {
    for (const text of Object.values(TEXTS)) {
      for (const format of ["json", "sarif", "ocsf"] as const) JSON.parse(show(text, format));
    }
  });

  it("leave JUnit's XML well-formed", () => {
    // Expat, which knows which characters XML 1.0 has.
    const script = "import sys, json, xml.dom.minidom as m\nfor x in json.load(sys.stdin): m.parseString(x)";
    const input = JSON.stringify(Object.values(TEXTS).map((text) => show(text, "junit")));
    execFileSync("python3", ["-I", "-c", script], { input });
  });

  it("bring no element and no attribute into HTML that is not there without them", () => {
    const plain = shapeOf(show("plain", "html"));
    for (const [name, text] of Object.entries(TEXTS))
      assert.deepEqual(shapeOf(show(text, "html")), plain, name);
  });

  it("are shown by an audit of a forged snapshot, and are no more than that", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-hostile-"));
    await writeFile(path.join(folder, "facts.json"), toSnapshot([accountOf(ALL_ACTING)]));
    const { code, stdout, stderr } = await runCli(["audit", "--facts", "facts.json"], { cwd: folder });
    await rm(folder, { recursive: true });
    assert.deepEqual([code, stderr], [1, ""]);
    assert.doesNotMatch(stdout, CONTROL);
  });

  it("are text in what the pack says in a preview", async () => {
    for (const requireFacts of [false, true]) {
      for (const message of await preview(accountOf(ALL_ACTING), requireFacts)) {
        assert.doesNotMatch(message, CONTROL);
        assert.doesNotMatch(message, /\r|\t|<\{%/);
        // Each line is one of ours: a heading, an item of its list, or the last one, which says what to do.
        for (const line of message.split("\n").slice(1))
          assert.match(line, /^ {2}- |^What to do first: |^All steps: /);
      }
    }
  });
});

/** The elements of a page with the names of their attributes, in order. */
function shapeOf(html: string): string[] {
  const tags = html.matchAll(/<([a-z/!][^\s>]*)((?:\s+[\w-]+(?:="[^"]*")?)*)/gi);
  // A title is there where a name has an ARN.
  const names = (attributes: string) =>
    attributes
      .replace(/="[^"]*"/g, "")
      .replace(/\s+title/, "")
      .trim();
  return [...tags].map(([, tag, attributes = ""]) => `${tag} ${names(attributes)}`);
}

/** What the policies of the pack report of an account. */
async function preview(account: AccountFacts, requireFacts: boolean): Promise<string[]> {
  const said: string[] = [];
  const policies = pulumiPolicies(
    RULES,
    () => Promise.resolve([account]),
    () => NOW,
  );
  for (const policy of policies as StackValidationPolicy[]) {
    const args = {
      resources: [],
      stackTags: new Map(),
      getConfig: () => ({ requireFacts }),
      notApplicable: () => undefined,
    };
    await policy.validateStack(args as unknown as StackValidationArgs, (message) => said.push(message));
  }
  assert.ok(said.length > 5);
  return said;
}
