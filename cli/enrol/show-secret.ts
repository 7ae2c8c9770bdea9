import { toString as qrCode } from "qrcode";
import type { NewDevice } from "./device";
import { fitted } from "../instructions/wrap";
import type { OwnUser } from "./own-user";
import { say, type Terminal, type WindowSize } from "./terminal";
import { accountName, otpauthUri } from "./totp";

/**
 * Shows what an authenticator app needs, to the person at the terminal and to nobody else: a QR code and, for who asks
 * for it, a key to type; where the window has no room for the code, the key beside what room it needs.
 */
export async function showSecret(
  terminal: Terminal,
  { seed, serial }: NewDevice,
  user: OwnUser,
): Promise<void> {
  const code = await qrCode(otpauthUri(seed, user), {
    type: "terminal",
    small: true,
    errorCorrectionLevel: "L",
  });
  say(terminal, `Made ${serial}.\n${SECRET}`);
  for (;;) {
    const short = missingRoom(code, terminal.size());
    // Nothing but the question stands below the code, so that all of it stays in the window.
    if (short === null) terminal.show(`\nScan this with your authenticator app:\n\n${code}`);
    else {
      say(terminal, short);
      terminal.show(keyToType(seed, user, terminal.size()));
    }
    const answer = await terminal.ask(inWindow(short === null ? SCANNED : ENLARGED, terminal.size()));
    const wantsKey = /^k(ey)?$/i.test(answer.trim());
    if (wantsKey && short === null) terminal.show(keyToType(seed, user, terminal.size()));
    if (wantsKey || short === null) return;
  }
}

const SECRET =
  "Keep what follows from others, and clear the terminal afterwards: with it, anybody can make your codes.";

const SCANNED = "Press Enter when it is scanned; or k and Enter, for a key to type instead:";
const ENLARGED = "Press Enter when it is enlarged; or k and Enter, when the key is in the app:";

/** A question whose words the window does not break, with a space before the answer. */
function inWindow(question: string, size: WindowSize | null): string {
  return `${fitted(question, size === null ? undefined : size.columns - 1)} `;
}

/**
 * What to tell of a window in which the code and the question below it would not fit; null: they do, for all we know.
 */
function missingRoom(code: string, size: WindowSize | null): string | null {
  if (size === null) return null;
  const lines = code
    .replace(/\u001b\[[0-9;]*m/g, "")
    .trimEnd()
    .split("\n");
  const columns = Math.max(...lines.map(({ length }) => length));
  // The code ends with a line break of its own; the question takes more rows in a narrow window.
  const asked = inWindow(SCANNED, { ...size, columns: Math.max(size.columns, columns) });
  const rows = lines.length + asked.split("\n").length;
  if (size.columns >= columns && size.rows >= rows) return null;
  return (
    `\nEnlarge the window: the QR code needs ${columns} columns and ${rows} rows, and there are ${size.columns} columns ` +
    `and ${size.rows} rows. Or type the key.`
  );
}

function keyToType(seed: string, user: OwnUser, size: WindowSize | null): string {
  return (
    "\nType these into your authenticator app:\n" +
    `  Name: AWS ${accountName(user)}\n` +
    `${KEY}${inGroups(seed, (size?.columns ?? Infinity) - KEY.length)}\n` +
    `Or paste this, where the app takes an address:\n  ${otpauthUri(seed, user)}\n\n`
  );
}

const KEY = "  Key:  ";

/** Easier to type, and no line is broken in the midst of a group; apps pass over spaces. */
function inGroups(seed: string, room: number): string {
  const inLine = Math.max(1, Math.min(8, Math.floor((room + 1) / 5)));
  return (seed.match(new RegExp(`.{1,${4 * inLine}}`, "g")) ?? [])
    .map((line) => line.match(/.{1,4}/g)?.join(" "))
    .join(`\n${" ".repeat(KEY.length)}`);
}
