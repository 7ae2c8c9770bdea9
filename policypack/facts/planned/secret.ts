/**
 * Where the marks of what a program has made secret are kept, on a resource's properties: the names of those that are
 * secret or have a secret in them, as JSON. @pulumi/policy hands values over without them.
 */
export const SECRET_MARKS = Symbol.for("mfa-guard.secret-marks");

/** Whether a property is secret. Without marks, nobody has looked, and everything is. */
export function isSecret(props: Record<string, unknown>, property: string): boolean {
  const marks = (props as Record<symbol, unknown>)[SECRET_MARKS];
  return typeof marks !== "string" || (JSON.parse(marks) as string[]).includes(property);
}
