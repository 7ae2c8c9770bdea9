/**
 * Where the marks of what a program has made secret are kept, on a resource's properties: the names of those that are
 * secret or have a secret in them, as JSON. @pulumi/policy hands values over without them.
 */
export const SECRET_MARKS = Symbol.for("mfa-guard.secret-marks");

/** Whether a property is secret. Without marks, nobody has looked, and everything is. */
export function isSecret(props: Record<string, unknown>, property: string): boolean {
  return secretsOf(props)(property);
}

/** The same of any of them, for which the marks are read once. */
export function secretsOf(props: Record<string, unknown>): (property: string) => boolean {
  const marks = (props as Record<symbol, unknown>)[SECRET_MARKS];
  if (typeof marks !== "string") return () => true;
  const names = JSON.parse(marks) as string[];
  return (property) => names.includes(property);
}
