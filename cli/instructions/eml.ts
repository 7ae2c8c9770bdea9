import { randomBytes } from "node:crypto";
import type { Letter } from "./letter";
import { render } from "./render";

export interface Envelope {
  readonly from: string;
  /** One plain address, checked before. */
  readonly to: string;
  readonly date: Date;
}

/**
 * A letter as a mail that a mail program opens, in plain text and HTML. https://www.rfc-editor.org/rfc/rfc5322
 * Its parts are in base64, so that nothing in them can be taken for a header or a boundary.
 */
export function toEml(letter: Letter, { from, to, date }: Envelope): string {
  const boundary = `mfa-guard-${randomBytes(12).toString("hex")}`;
  const headers = [
    `From: ${headerValue(from)}`,
    `To: ${headerValue(to)}`,
    `Subject: ${encodedWords(letter.title)}`,
    `Date: ${date.toUTCString().replace("GMT", "+0000")}`,
    // Mail programs open a file with this header as a draft that can be sent.
    "X-Unsent: 1",
    "MIME-Version: 1.0",
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
  ];
  const parts = (["text", "html"] as const).map((format) => part(format, render(letter, format)));
  return [
    ...headers,
    "",
    ...parts.flatMap((lines) => [`--${boundary}`, ...lines]),
    `--${boundary}--`,
    "",
  ].join("\r\n");
}

function part(format: "text" | "html", content: string): string[] {
  const type = format === "html" ? "text/html" : "text/plain";
  const base64 = Buffer.from(content).toString("base64");
  return [
    `Content-Type: ${type}; charset=utf-8`,
    "Content-Transfer-Encoding: base64",
    "",
    ...(base64.match(/.{1,76}/g) ?? []),
  ];
}

/** @throws Error for what would begin another header: whoever calls has not checked it. */
function headerValue(value: string): string {
  if (/^[\x20-\x7e]+$/.test(value)) return value;
  throw new Error("an address holds what no header may");
}

/** A header's text as it is where it is short and plain, else as encoded words: https://www.rfc-editor.org/rfc/rfc2047 */
function encodedWords(value: string): string {
  if (/^[\x20-\x7e]{1,60}$/.test(value) && !value.includes("=?")) return value;
  // 45 bytes make 60 characters, and an encoded word has at most 75; a character must not be split.
  const chunks: string[] = [];
  for (const character of value) {
    const last = chunks.at(-1);
    if (last === undefined || Buffer.byteLength(last + character) > 45) chunks.push(character);
    else chunks[chunks.length - 1] = last + character;
  }
  return chunks.map((chunk) => `=?utf-8?B?${Buffer.from(chunk).toString("base64")}?=`).join("\r\n ");
}

/** A file name that is of its folder on any system; IAM's names keep theirs. */
export function emlName(user: string): string {
  return `${user.replace(/[^\w+=,.@-]/g, "_")}.eml`;
}
