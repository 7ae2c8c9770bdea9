import { escapeHtml, htmlPage, htmlWithCode } from "../html";
import { aroundCode, escapeControlCharacters } from "../text";
import type { Letter, Section } from "./letter";
import { wrap } from "./wrap";

export const LETTER_FORMATS = ["text", "markdown", "html"] as const;
export type LetterFormat = (typeof LETTER_FORMATS)[number];

/** A letter as a file or a mail. */
export function render(letter: Letter, format: LetterFormat): string {
  return escapeControlCharacters({ text, markdown, html }[format](letter));
}

/** What mail programs show without breaking it themselves. */
const WIDTH = 76;

function text({ title, address, paragraphs, sections }: Letter): string {
  const blocks = [
    `${title}\n${"=".repeat(title.length)}`,
    ...(address === null ? [] : [`Sign in at: ${address}`]),
    ...paragraphs.map((paragraph) => wrap(paragraph, "", WIDTH)),
    ...sections.map(({ heading, ...section }) =>
      [
        heading,
        "-".repeat(heading.length),
        ...listed(section).map(([mark, item]) => wrap(item, mark, WIDTH)),
      ].join("\n"),
    ),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** Items with the mark that stands before them. */
function listed({ kind, items }: Pick<Section, "kind" | "items">): [string, string][] {
  return items.map((item, index) => [kind === "steps" ? `${index + 1}. ` : "- ", item]);
}

function markdown({ title, address, paragraphs, sections }: Letter): string {
  const blocks = [
    `# ${aroundCode(title, escapeMarkdown)}`,
    ...(address === null ? [] : [`Sign in at: <${address}>`]),
    ...paragraphs.map((paragraph) => aroundCode(paragraph, escapeMarkdown)),
    ...sections.map(({ heading, ...section }) =>
      [
        `## ${heading}\n`,
        ...listed(section).map(([mark, item]) => `${mark}${aroundCode(item, escapeMarkdown)}`),
      ].join("\n"),
    ),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function escapeMarkdown(line: string): string {
  return line.replace(/[\\*_[\]<>#|~&]/g, (character) => `\\${character}`);
}

function html({ title, address, paragraphs, sections }: Letter): string {
  const signIn =
    address === null
      ? ""
      : `<p>Sign in at: <a href="${escapeHtml(address)}">${escapeHtml(address)}</a></p>\n`;
  const body = `<h1>${escapeHtml(title)}</h1>
${signIn}${paragraphs.map((paragraph) => `<p>${htmlWithCode(paragraph).text}</p>`).join("\n")}
${sections.map(htmlSection).join("\n")}`;
  return htmlPage({ title, style: STYLE, body });
}

/**
 * For a column of a mail program, or a phone: nothing in it is wider than 320 pixels, however long a name or an address
 * is.
 */
const STYLE =
  ":root { color-scheme: light dark; } " +
  "body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 1rem auto; padding: 0 1rem; overflow-wrap: anywhere; } " +
  "h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin: 1.5rem 0 .5rem; } " +
  "ol, ul { padding-left: 1.6rem; } li { margin: .4rem 0; }";

function htmlSection({ heading, kind, items }: Section): string {
  const list = kind === "steps" ? "ol" : "ul";
  const lines = items.map((item) => `<li>${htmlWithCode(item).text}</li>`);
  return `<h2>${escapeHtml(heading)}</h2>\n<${list}>\n${lines.join("\n")}\n</${list}>`;
}
