import { type Results, readResults } from "./model";
import { auditTable } from "./tables/audit";
import { formatsTable } from "./tables/formats";
import { memoryTable } from "./tables/memory";
import { organizationTable } from "./tables/organization";
import { previewTable } from "./tables/preview";
import { proofTable } from "./tables/proof";
import { stackTable } from "./tables/stack";
import { startupTable } from "./tables/startup";

/** What has been measured, as Markdown; sections that have not been are left out. */
export function tables({
  audit,
  preview,
  proof,
  organization,
  startup,
  stack,
  memory,
  formats,
}: Results): string {
  const sections: readonly (readonly [string, string])[] = [
    ["Audit: who has a console password and no MFA device", auditTable(audit)],
    ["Preview: seconds that a policy pack adds (× an empty pack)", previewTable(preview)],
    ["Preview of the enforcement stack, beside the same resources without mfa-guard", stackTable(stack)],
    ["Memory: one account that is read live", memoryTable(memory)],
    ["Proof of a denial", proofTable(proof)],
    ["Audit of an organization", organizationTable(organization)],
    ["Reports on an organization, in each format", formatsTable(formats)],
    [
      "Start-up: until a command has said who it is, or what it found in an account of some 10 users",
      startupTable(startup),
    ],
  ];
  const measured = sections.filter(([, text]) => text !== "");
  return measured.map(([title, text]) => `**${title}**\n\n${text}`).join("\n\n");
}

/** The same of the last run, for docs/performance.md. */
export function benchTables(): string {
  return tables(readResults());
}
