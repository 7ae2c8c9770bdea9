import { createHash } from "node:crypto";
import { aroundCode, escapeControlCharacters } from "./text";

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

/** Markup that is safe to put into a page. Made by `html` alone, which escapes what is put into it. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | null | readonly Part[];

/** A template in which every value is text, unless it is markup already. Null is nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((text, string, index) => text + render(parts[index - 1] ?? null) + string));
}

function render(part: Part): string {
  if (part === null) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(render).join("");
  return escapeHtml(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Text as text in HTML, in content and in quoted attributes alike; what might turn or hide text is shown as its code.
 */
export function escapeHtml(text: string): string {
  return escapeControlCharacters(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Text of ours in which what is between backticks is code. What others wrote is text: it makes no element. */
export function htmlWithCode(text: string): Html {
  return new Html(aroundCode(text, escapeHtml, (code) => `<code>${escapeHtml(code)}</code>`));
}

export interface Table {
  /** The attribute that names it to a screen reader: `aria-label` or `aria-labelledby`. */
  readonly name: Html;
  /** Of the table, such as its class. */
  readonly attributes?: Html;
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly Html[];
}

/** A table that scrolls by itself where the page is too narrow for it, by keyboard too. */
export function scrollingTable({ name, attributes, caption, head, rows }: Table): Html {
  return html`<div class="scroll" role="region" ${name} tabindex="0">
    <table ${attributes ?? null}>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((text) => html`<th scope="col">${text}</th> `)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div> `;
}
