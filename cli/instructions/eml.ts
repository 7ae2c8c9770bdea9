import { isAddress } from "../../policypack/rollout/mail-address";
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
 * @throws Error for what is no plain address: whoever calls has not checked it.
 */
export async function toEml(letter: Letter, { from, to, date }: Envelope): Promise<string> {
  for (const address of [from, to]) if (!isAddress(address)) throw new Error("an address is not a plain one");
  // Here and not above: every other command does without it.
  const { default: MailComposer } = await import("nodemailer/lib/mail-composer");
  const composer = new MailComposer({
    from,
    to,
    date,
    subject: letter.title,
    text: render(letter, "text"),
    html: render(letter, "html"),
    textEncoding: "base64",
    // Mail programs open a file with this header as a draft that can be sent.
    headers: { "X-Unsent": "1" },
    newline: "windows",
    // A letter is all text: nothing in it names a file to put in.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return (await composer.compile().build()).toString("latin1");
}

/** A file name that is of its folder on any system; IAM's names keep theirs. */
export function emlName(user: string): string {
  return `${user.replace(/[^\w+=,.@-]/g, "_")}.eml`;
}
