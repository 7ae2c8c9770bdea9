import { CliError } from "../errors";

type Setting = readonly [key: string, value: string];

/**
 * The text of a credentials file with one section set to these values. Everything else stays as it is.
 * @throws CliError where the section holds something that is not a session's: a long-term key, or a way to get one.
 */
export function withSection(text: string, name: string, settings: readonly Setting[]): string {
  const lines = text.split("\n");
  const end = lines.some((line) => line.endsWith("\r")) ? "\r" : "";
  const section = [`[${name}]`, ...settings.map(([key, value]) => `${key} = ${value}`)].map(
    (line) => line + end,
  );
  const places = lines.flatMap((line, index) => (titleOf(line) === name ? [index] : []));
  const [at, again] = places;
  if (again !== undefined)
    throw new CliError(`The credentials file has the profile ${name} twice. Remove one.`);
  if (at === undefined) return appended(text, section, end);
  const size = sizeOf(lines.slice(at + 1)) + 1;
  checkReplaceable(name, lines.slice(at + 1, at + size));
  return [...lines.slice(0, at), ...section, ...lines.slice(at + size)].join("\n");
}

/** The name in a line such as "[prod] # shared"; null: the line begins no section. */
export function titleOf(line: string): string | null {
  return /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1] ?? null;
}

/** Lines up to the last setting before the next section: blank lines and comments belong to what follows. */
function sizeOf(lines: readonly string[]): number {
  const next = lines.findIndex((line) => titleOf(line) !== null);
  const own = next < 0 ? lines : lines.slice(0, next);
  return own.findLastIndex((line) => line.trim() !== "" && !isComment(line)) + 1;
}

function isComment(line: string): boolean {
  return /^\s*[#;]/.test(line);
}

/** A session has a token, and nothing that a person would miss. */
function checkReplaceable(name: string, lines: readonly string[]): void {
  const keys = lines
    .filter((line) => line.trim() !== "")
    .map((line) => line.split("=")[0]?.trim().toLowerCase() ?? "");
  const isEmpty = keys.length === 0;
  if (isEmpty || (keys.includes("aws_session_token") && keys.every((key) => SESSION_KEYS.has(key)))) return;
  throw new CliError(`The profile ${name} holds something else than a session. Choose another name.`);
}

const SESSION_KEYS = new Set([
  "aws_access_key_id",
  "aws_secret_access_key",
  "aws_session_token",
  "region",
  // As saml2aws writes them; the AWS CLI passes over both.
  "x_principal_arn",
  "x_security_token_expires",
]);

function appended(text: string, section: readonly string[], end: string): string {
  const gap = text === "" ? "" : text.endsWith("\n") ? `${end}\n` : `${end}\n${end}\n`;
  return `${text}${gap}${section.join("\n")}\n`;
}
