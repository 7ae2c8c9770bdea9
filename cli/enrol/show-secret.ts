import { toString as qrCode } from "qrcode";
import type { NewDevice } from "./device";
import type { OwnUser } from "./own-user";
import type { Terminal, WindowSize } from "./terminal";
import { accountName, otpauthUri } from "./totp";

/**
 * Shows what an authenticator app needs, to the person at the terminal and to nobody else: a QR code where the window
 * has room for it and, for who asks for it, a key to type.
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
  terminal.show(`Made ${serial}.\n${SECRET}\n`);
  for (;;) {
    const short = missingRoom(code, terminal.size());
    // Nothing but the question stands below the code, so that all of it stays in the window.
    terminal.show(short ?? `\nScan this with your authenticator app:\n\n${code}`);
    const answer = await terminal.ask(short === null ? SCANNED : ENLARGED);
    if (/^k(ey)?$/i.test(answer.trim())) return terminal.show(keyToType(seed, user));
    if (short === null) return;
  }
}

/** No line here is longer than the 80 columns that a window usually has. */
const SECRET =
  "Keep what follows from others, and clear the terminal afterwards: with it,\nanybody can make your codes.";

const SCANNED = "Press Enter when it is scanned; or k and Enter, for a key to type instead: ";
const ENLARGED = "Press Enter when it is enlarged; or k and Enter, for a key to type instead: ";

/** What to tell of a window in which the code and the question below it would not fit; null: they do, for all we know. */
function missingRoom(code: string, size: WindowSize | null): string | null {
  if (size === null) return null;
  const lines = code
    .replace(/\u001b\[[0-9;]*m/g, "")
    .trimEnd()
    .split("\n");
  const columns = Math.max(...lines.map(({ length }) => length));
  // The code ends with a line break of its own.
  const rows = lines.length + Math.ceil(SCANNED.length / size.columns);
  if (size.columns >= columns && size.rows >= rows) return null;
  return (
    `\nEnlarge the window: the QR code needs ${Math.max(columns, 80)} columns and ${lines.length + 1} rows, ` +
    `and there are\n${size.columns} and ${size.rows}.\n`
  );
}

function keyToType(seed: string, user: OwnUser): string {
  return (
    "\nType these into your authenticator app:\n" +
    `  Name: AWS ${accountName(user)}\n` +
    `  Key:  ${inGroups(seed)}\n` +
    `Or paste this, where the app takes an address:\n  ${otpauthUri(seed, user)}\n\n`
  );
}

/** Easier to type, and no line is broken in the midst of a group; apps pass over spaces. */
function inGroups(seed: string): string {
  return (seed.match(/.{1,32}/g) ?? [])
    .map((line) => line.match(/.{1,4}/g)?.join(" "))
    .join(`\n${" ".repeat("  Key:  ".length)}`);
}
