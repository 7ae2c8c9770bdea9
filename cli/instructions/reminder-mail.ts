import type { AccountInfo } from "./account-info";
import { deviceOf, type TypedDevice } from "./device-option";
import { toEml } from "./eml";
import type { Reminder } from "./reminders";
import { userLetter } from "./user-letter";

export interface MailOptions {
  readonly from: string;
  readonly device: TypedDevice;
  readonly contact?: string;
  readonly now: Date;
}

/** The mail to somebody, as a mail program opens it. */
export async function reminderMail(
  { person, email }: Reminder,
  accountInfo: AccountInfo,
  { from, device, contact, now }: MailOptions,
): Promise<string> {
  const { name, standing, breaks, devices } = person;
  const about = { accountInfo, name, standing, breaks, devices };
  const letter = userLetter({ ...about, device: deviceOf(device), contact: contact ?? null, now });
  return toEml(letter, { from, to: email, date: now });
}
