import { isoMinute } from "../rollout/dates";
import { type Counts, remaining, sum, type WaveStatus } from "./burndown";

/** "7 of 9 console users have MFA (78 %); 1 overdue". */
export function statusHeadline(total: Counts): string {
  const all = sum(total);
  const share = all === 0 ? "" : ` (${Math.floor((100 * total.enrolled) / all)} %)`;
  const told = (["in grace", "overdue", "exempt", "open", "unknown"] as const).filter(
    (state) => total[state] > 0,
  );
  const rest = told.map((state) => `${total[state]} ${state}`).join(", ");
  return `${total.enrolled} of ${all} console users have MFA${share}${rest === "" ? "" : `; ${rest}`}`;
}

export function waveName({ name }: Pick<WaveStatus, "name">): string {
  return name ?? "(in no wave)";
}

export function deadlineText({ deadline }: Pick<WaveStatus, "deadline">): string {
  return deadline ? isoMinute(deadline) : "none";
}

/** "12 days", "last day", "3 days over", or "done" where nobody is left. */
export function timeLeft({ daysLeft, counts }: WaveStatus): string {
  if (remaining(counts) === 0) return "done";
  if (daysLeft === null) return "";
  if (daysLeft === 0) return "last day";
  const days = Math.abs(daysLeft);
  const text = `${days} ${days === 1 ? "day" : "days"}`;
  return daysLeft > 0 ? text : `${text} over`;
}
