/** Instructions that can be mailed. Text between backticks is something to type. */
export interface Letter {
  readonly title: string;
  /** Where to sign in; null: the reader has to know. */
  readonly address: string | null;
  readonly paragraphs: readonly string[];
  readonly sections: readonly Section[];
}

export interface Section {
  readonly heading: string;
  /** "steps": to be followed in their order. */
  readonly kind: "steps" | "points";
  readonly items: readonly string[];
}

/** A value from outside, as part of a line: it can't end the line, nor begin something to type. */
export function inline(value: string): string {
  return value.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029`]/g, " ").trim();
}
