import { type Results, readResults } from "./model";
import { auditTable } from "./tables/audit";
import { organizationTable } from "./tables/organization";
import { previewTable } from "./tables/preview";
import { proofTable } from "./tables/proof";
import { startupTable } from "./tables/startup";

/** What has been measured, as Markdown; sections that have not been are left out. */
export function tables({ audit, preview, proof, organization, startup }: Results): string {
  const sections: readonly (readonly [string, string])[] = [
    ["Audit: who has a console password and no MFA device", auditTable(audit)],
    ["Preview: seconds that a policy pack adds (× an empty pack)", previewTable(preview)],
    ["Proof of a denial", proofTable(proof)],
    ["Audit of an organisation", organizationTable(organization)],
    ["Start-up: until a command has said who it is", startupTable(startup)],
  ];
  const measured = sections.filter(([, text]) => text !== "");
  return measured.map(([title, text]) => `**${title}**\n\n${text}`).join("\n\n");
}

/** The same of the last run, for docs/performance.md. */
export function benchTables(): string {
  return tables(readResults());
}
