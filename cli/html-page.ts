import { createHash } from "node:crypto";
import { escapeHtml } from "./escape-html";

export interface Page {
  readonly title: string;
  readonly style: string;
  /** Markup. */
  readonly body: string;
  readonly script?: string;
  /** What made it, where a later run must know its own pages. */
  readonly generator?: string;
}

/**
 * A whole page in one file, light or dark as its reader has it. It loads nothing, and runs no script but its own: its
 * policy says so to the browser.
 */
export function htmlPage({ title, style, body, script, generator }: Page): string {
  // The hash is of each character between the tags, so nothing may be laid out there.
  const own = script === undefined ? "" : `<script>${script}</script>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${generator === undefined ? "" : `<meta name="generator" content="${escapeHtml(generator)}">\n`}<meta http-equiv="Content-Security-Policy" content="${policy(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
${own}</body>
</html>
`;
}

function policy(script: string | undefined): string {
  const nothing = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  if (script === undefined) return nothing;
  return `${nothing}; script-src 'sha256-${createHash("sha256").update(script).digest("base64")}'`;
}
