/** "4 of 9 console users", "1 of 1 console user". */
export function ofConsoleUsers(count: number, total: number): string {
  return `${count} of ${total} console ${total === 1 ? "user" : "users"}`;
}

/** Whether the verb after it is singular: "1 of 9 console users has", "0 of 1 console user has". */
export function isSingular(count: number, total: number): boolean {
  return count === 1 || total === 1;
}
