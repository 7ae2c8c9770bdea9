import { csvRows } from "./csv";
import type { AccountReport } from "./report-model";
import { accountLine } from "./jsonl";
import { accountEvents } from "./ocsf";
import type { Head } from "./source";

/** What the formats that have the most to say of an account say of it, by itself: other threads can do it. */
export const PARTS = {
  csv: csvRows,
  jsonl: accountLine,
  ocsf: accountEvents,
} as const satisfies Record<string, (head: Head, account: AccountReport) => string>;
