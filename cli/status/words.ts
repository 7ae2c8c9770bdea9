import { isSingular, ofConsoleUsers } from "../../policypack/rules/console-users";
import { daysSince, isoMinute } from "../times";
import { type Counts, remaining, sum, type WaveStatus } from "./burndown";

/** "7 of 9 console users have MFA (78 %); 1 overdue". */
export function statusHeadline(total: Counts): string {
  const all = sum(total);
  const share = all === 0 ? "" : ` (${Math.floor((100 * total.enrolled) / all)} %)`;
  const told = (["in grace", "overdue", "exempt", "open", "unknown"] as const).filter(
    (state) => total[state] > 0,
  );
  const rest = told.map((state) => `${total[state]} ${state}`).join(", ");
  return `${ofConsoleUsers(total.enrolled, all)} ${isSingular(total.enrolled, all) ? "has" : "have"} MFA${share}${rest === "" ? "" : `; ${rest}`}`;
}

export function waveName({ name }: Pick<WaveStatus, "name">): string {
  return name ?? "(in no wave)";
}

export function deadlineText({ deadline }: Pick<WaveStatus, "deadline">): string {
  return deadline ? isoMinute(deadline) : "none";
}

/** "12 days", "last day", "<1 day over", "3 days over", or "done" where nobody is left. */
export function timeLeft({ deadline, daysLeft, counts }: WaveStatus, now: Date): string {
  if (remaining(counts) === 0) return "done";
  if (deadline === null || daysLeft === null) return "";
  if (deadline > now) return daysLeft === 0 ? "last day" : days(daysLeft);
  const over = daysSince(deadline, now);
  return `${over === 0 ? "<1 day" : days(over)} over`;
}

function days(count: number): string {
  return `${count} ${count === 1 ? "day" : "days"}`;
}
