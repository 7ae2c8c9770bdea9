import { toString as qrCode } from "qrcode";
import type { NewDevice } from "./device";
import type { OwnUser } from "./own-user";
import type { Terminal } from "./terminal";
import { otpauthUri } from "./totp";

/** Shows what an authenticator app needs, to the person at the terminal and to nobody else. */
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
  terminal.show(
    `Made ${serial}.\n\nScan this with your authenticator app:\n\n${code}\n` +
      `Or type this secret key into it: ${inGroups(seed)}\n\n` +
      "Whoever sees it can make your codes: keep it from others, and clear the terminal afterwards.\n\n",
  );
}

/** Easier to type; apps pass over spaces. */
function inGroups(seed: string): string {
  return seed.match(/.{1,4}/g)?.join(" ") ?? seed;
}
