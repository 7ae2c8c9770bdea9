/** Something that whoever deploys is told. */
export interface Note {
  readonly severity: "info" | "warning";
  readonly message: string;
}
