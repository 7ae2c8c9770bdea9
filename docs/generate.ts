import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { format, resolveConfig } from "prettier";
import { benchTables } from "../bench/table";
import { jsonSchemaOf } from "../cli/json-model";
import { reportJsonSchema } from "../cli/report/report-model";
import { organizationPlanSchema } from "../cli/rollout/plan-organization";
import { planSchema } from "../cli/rollout/plan-json";
import { statusSchema } from "../cli/status/status-json";
import { organizationStatusSchema } from "../cli/status/status-organization";
import { organizationValidateSchema, validateSchema } from "../cli/validate/validate-json";
import { organizationVerifySchema } from "../cli/verify/verify-organization";
import { verifySchema } from "../cli/verify/verify-json";
import { readSchema } from "../enforcement/component-package/read-schema";
import { WATCHED_EVENTS, type WatchedEvent } from "../enforcement/watching/events";
import { PARTITIONS } from "../policypack/iam/partitions";
import { RULES, type RuleName } from "../policypack/rules";
import { type FrameworkReference, type Rule, stepsIn } from "../policypack/rules/rule";
import { findingsOf, RULE_EXAMPLES } from "./rule-examples";

const ROOT = path.join(__dirname, "..");
const PAGES = path.join("docs", "rules");
const COMPONENTS = path.join("enforcement", "component-package", "schema.json");
const WATCHING = path.join("docs", "watching.md");
const PERFORMANCE = path.join("docs", "performance.md");

/** The JSON that commands write. */
const SCHEMAS = {
  plan: jsonSchemaOf(planSchema),
  report: reportJsonSchema(),
  "organization-plan": jsonSchemaOf(organizationPlanSchema),
  "organization-status": jsonSchemaOf(organizationStatusSchema),
  "organization-validate": jsonSchemaOf(organizationValidateSchema),
  "organization-verify": jsonSchemaOf(organizationVerifySchema),
  status: jsonSchemaOf(statusSchema),
  validate: jsonSchemaOf(validateSchema),
  verify: jsonSchemaOf(verifySchema),
};

/** The files that are made from the rules' metadata, models and components, by path; `--check` tells which are out of sync. */
async function main(check: boolean): Promise<void> {
  const files = new Map<string, string>(
    RULES.map((rule) => [path.join(PAGES, `${rule.name}.md`), page(rule)]),
  );
  files.set("README.md", put("README.md", read("README.md"), "rules", "docs", rulesTable()));
  files.set(PERFORMANCE, put(PERFORMANCE, read(PERFORMANCE), "bench", "bench", benchTables()));
  files.set(WATCHING, put(WATCHING, read(WATCHING), "events", "docs", eventsTable()));
  for (const [name, schema] of Object.entries(SCHEMAS))
    files.set(path.join("docs", `${name}.schema.json`), JSON.stringify(schema, null, 2));
  files.set(COMPONENTS, JSON.stringify(readSchema(), null, 2));
  const stale: string[] = strayPages(files);
  for (const [file, text] of files) {
    const formatted = await format(text, { ...(await resolveConfig(path.join(ROOT, file))), filepath: file });
    if (read(file) === formatted) continue;
    stale.push(file);
    if (!check) write(file, formatted);
  }
  if (!check || stale.length === 0) return;
  process.stderr.write(`Out of sync with the code: ${stale.join(", ")}. Run: npm run docs\n`);
  process.exitCode = 1;
}

/** Pages of rules that are no more. */
function strayPages(files: ReadonlyMap<string, string>): string[] {
  mkdirSync(path.join(ROOT, PAGES), { recursive: true });
  const there = readdirSync(path.join(ROOT, PAGES)).map((name) => path.join(PAGES, name));
  return there.filter((file) => !files.has(file));
}

function page(rule: Rule & { readonly name: RuleName }): string {
  return [
    `# ${rule.name}`,
    rule.description,
    `Level: ${rule.level}. Severity: ${rule.severity}. AWS about it: <${rule.reference}>.`,
    "## What to do",
    stepsIn(rule, PARTITIONS)
      .map((step, index) => `${index + 1}. ${step}`)
      .join("\n"),
    "## Example",
    ...example(rule.name),
    "## Options",
    options(rule),
    ...(rule.frameworks.length === 0 ? [] : ["## Who asks about it", frameworks(rule.frameworks)]),
    "_Made from the rule's metadata by `npm run docs`._",
  ].join("\n\n");
}

/** What the rule says of its example; the rule itself is asked. */
function example(name: RuleName): string[] {
  const { situation, ts, yaml, fix } = RULE_EXAMPLES[name];
  const { headline, outcomes } = findingsOf(name).before;
  const messages = outcomes.flatMap((outcome) => (outcome.kind === "violation" ? [outcome.message] : []));
  const finding = headline === undefined ? messages : [`${headline}:`, ...messages.map((m) => `  - ${m}`)];
  if (messages.length === 0) throw new Error(`${name} finds nothing in its example in docs/rule-examples.ts`);
  return [
    situation,
    ...blocks({ ts, yaml }),
    "The finding:",
    ...blocks({ text: finding.join("\n") }),
    `The fix. ${fix.about}`,
    ...blocks({ ts: fix.ts === ts ? undefined : fix.ts, yaml: fix.yaml, sh: fix.sh }),
  ];
}

function blocks(texts: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(texts).flatMap(([language, text]) =>
    text === undefined ? [] : [`\`\`\`${language}\n${text}\n\`\`\``],
  );
}

function options({ options = {} }: Rule): string {
  const rows = Object.entries(options).map(
    ([name, o]) => `| \`${name}\` | \`${o.default}\` | ${o.description} |`,
  );
  const common =
    "| `requireFacts` | as the settings have it | Whether what could not be read is a violation. |";
  return ["| option | default | meaning |", "| --- | --- | --- |", ...rows, common].join("\n");
}

const SOURCES =
  "Each reference links to what says that the standard asks for it: a page of AWS, or Prowler's table of the standard. " +
  "Such a requirement asks for more than MFA, so meeting the rule is a part of meeting it.";

function frameworks(references: readonly FrameworkReference[]): string {
  const rows = references.map(
    (r) => `| ${r.name} ${r.version} | [${r.reference}](${r.source}) | ${r.specification} |`,
  );
  return [SOURCES, "", "| standard | reference | about |", "| --- | --- | --- |", ...rows].join("\n");
}

function rulesTable(): string {
  const rows = RULES.map(
    (r) => `| [${r.name}](docs/rules/${r.name}.md) | ${r.level} | ${r.severity} | ${r.description} |`,
  );
  return ["| policy | level | severity | holds when |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function eventsTable(): string {
  const rows = WATCHED_EVENTS.map((event) => {
    const { eventName, source, meaning, arrives = "IAM's" } = event;
    return `| \`${eventName}\` | \`${source}\` | ${concerned(event)} | ${arrives} | ${meaning} |`;
  });
  return [
    "| event | source | of | arrives in | what it means |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function concerned({ ours, detail }: WatchedEvent): string {
  if (ours === "policyArn") return "our policies";
  if (ours === "groupName") return "our groups";
  return detail ? "root, without MFA" : "all";
}

/** A file's text with what is made put between its two marks. */
function put(file: string, text: string, name: string, script: string, made: string): string {
  const [begin, end] = [`<!-- ${name}: made by npm run ${script} -->`, `<!-- /${name} -->`];
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${file} lacks the lines ${begin} and ${end}`);
  return `${before}${begin}\n\n${made}\n\n${end}${after}`;
}

function read(file: string): string {
  try {
    return readFileSync(path.join(ROOT, file), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

function write(file: string, text: string): void {
  writeFileSync(path.join(ROOT, file), text);
}

void main(process.argv.includes("--check"));
