import type { Comparison } from "./support";

/** Counts what readings with faults ended in, by class of fault. */
export class Tally {
  private readonly rows = new Map<string, { runs: number; equal: number; unknown: number; lost: number }>();

  add(name: string, { lost, invented, unknowns }: Comparison): void {
    const row = this.rows.get(name) ?? { runs: 0, equal: 0, unknown: 0, lost: 0 };
    row.runs++;
    if (unknowns.length > 0) row.unknown++;
    else if (lost.length === 0 && invented.length === 0) row.equal++;
    if (lost.length > 0) row.lost++;
    this.rows.set(name, row);
  }

  /** Where MFA_GUARD_FAULT_TABLE is set. */
  print(): void {
    if (process.env["MFA_GUARD_FAULT_TABLE"]) console.table(Object.fromEntries(this.rows));
  }
}
