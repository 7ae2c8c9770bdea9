import { Option } from "commander";
import { rolloutJsonSchema } from "../../policypack/rollout/violations";
import type { RolloutError } from "../../policypack/rollout/problem";
import { showPath } from "../../policypack/rollout/quote";
import type { SelfService } from "../../policypack/rollout/model";

type Given = Readonly<Record<string, unknown>>;

/**
 * What the rollout file's `selfService` has, as options: made from its schema, so that none is missing. Each has
 * another that turns off what the file turns on, which the help tells of once.
 */
export function selfServiceOptions(): readonly Option[] {
  return Object.entries(fields()).flatMap(([name, { type, description }]) => [
    new Option(`--${kebab(name)}${VALUES[String(type)] ?? ""}`, String(description)),
    new Option(`--no-${kebab(name)}`, `Not what the rollout file has for --${kebab(name)}.`).hideHelp(),
  ]);
}

/** Those of the command's options that were given, as the rollout file would have them. */
export function selfServiceOf(given: Given): Partial<SelfService> {
  const entries = Object.entries(fields()).filter(([name]) => given[name] !== undefined);
  return Object.fromEntries(entries.map(([name, { type }]) => [name, valueOf(given[name], type)]));
}

/** What the schema has against options, by what was typed and not by their paths in a file that there is none of. */
export function mistakesInOptions({ mistakes }: RolloutError): string {
  return mistakes
    .map(({ path, message }) => {
      const [, name] = path;
      return typeof name === "string" ? `--${kebab(name)}${message.slice(showPath(path).length)}` : message;
    })
    .join("\n");
}

/** Numbers come as text; one that is none is left for the schema to refuse. What is turned off and no flag is left out. */
function valueOf(value: unknown, type: unknown): unknown {
  if (value === false && type !== "boolean") return undefined;
  return type === "integer" && /^\d+$/.test(String(value)) ? Number(value) : value;
}

const VALUES: Readonly<Record<string, string>> = { array: " <value...>", integer: " <number>" };

function fields() {
  return rolloutJsonSchema().properties?.["selfService"]?.properties ?? {};
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
