import { createHash } from "node:crypto";
import { Html, html } from "./markup";
import { SCRIPT } from "./script";
import { STYLE } from "./style";

/** A whole page in one file. It loads nothing, and runs no script but its own: its policy says so to the browser. */
export function page(title: string, body: Html): string {
  const hash = createHash("sha256").update(SCRIPT).digest("base64");
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  // The hash is of each character between the tags, so nothing may be laid out there.
  const script = new Html(`<script>${SCRIPT}</script>`);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the report</a>
        ${body} ${script}
      </body>
    </html> `.text;
}
