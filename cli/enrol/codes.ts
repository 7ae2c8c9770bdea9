import type { TwoCodes } from "./device";
import { PERIOD } from "./totp";
import { say, type Terminal } from "./terminal";

/** Milliseconds to wait after a code until the next one shows. */
export type UntilNext = (code: string) => number;

/** Asks for two codes that follow each other. @throws Interrupted */
export async function askTwoCodes(terminal: Terminal, untilNext: UntilNext): Promise<TwoCodes> {
  say(terminal, `Your device shows a new code every ${PERIOD} seconds. Two in a row are needed.`);
  const first = await askCode(terminal, "First code: ", () => null);
  await waitForNext(terminal, untilNext(first));
  const second = await askCode(terminal, "The next code: ", (code) =>
    code === first ? "That is the first code again. Wait until your device shows another." : null,
  );
  return { first, second };
}

/** Asks for one code, of which a use before must not be repeated. @throws Interrupted */
export async function askFreshCode(terminal: Terminal, used: TwoCodes): Promise<string> {
  return askCode(terminal, "Another new code, for the session: ", (code) =>
    code === used.first || code === used.second ? "That code has been used. Wait for the next." : null,
  );
}

/** Asks for one code of a device that is enrolled. @throws Interrupted */
export async function askOneCode(terminal: Terminal, question: string): Promise<string> {
  return askCode(terminal, question, () => null);
}

async function waitForNext(terminal: Terminal, milliseconds: number): Promise<void> {
  if (milliseconds === 0) return;
  say(terminal, `Wait for the next code: ${Math.ceil(milliseconds / 1000)} seconds.`);
  await terminal.wait(milliseconds);
}

/** Asks until what is typed is a code, and nothing speaks against it. */
async function askCode(
  terminal: Terminal,
  question: string,
  objection: (code: string) => string | null,
): Promise<string> {
  for (;;) {
    const code = codeIn(await terminal.ask(question));
    const wrong = code === null ? NOT_A_CODE : objection(code);
    if (code !== null && wrong === null) return code;
    say(terminal, `${wrong}`);
  }
}

/** What is said of something else. */
export const NOT_A_CODE = "A code is 6 digits.";

/** The code that was typed; null: it is none. Apps show one in two groups of three. */
export function codeIn(typed: string): string | null {
  const code = typed.replace(/\s/g, "");
  return /^\d{6}$/.test(code) ? code : null;
}
