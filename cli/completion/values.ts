import type { Option } from "commander";

const VALUES = new WeakMap<Option, readonly string[]>();

/** Offers values for an option whose own parser refuses others, so that its help need not list them. */
export function completedBy(option: Option, values: readonly string[]): Option {
  VALUES.set(option, values);
  return option;
}

/** What may be typed after an option; none: any value. */
export function valuesOf(option: Option): readonly string[] {
  return option.argChoices ?? VALUES.get(option) ?? [];
}
