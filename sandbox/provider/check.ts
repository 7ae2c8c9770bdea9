import { createHash, randomBytes } from "node:crypto";
import type { ResourceType } from "./resource-type";
import { hasUnknown, UNKNOWN, type Props } from "./wire";

/** Where the real provider, too, notes which inputs the program left to it. */
export const DEFAULTS = "__defaults";

/** Inputs as they are to be kept, and what is wrong with them. */
export interface CheckResult {
  inputs: Props;
  failures: { property: string; reason: string }[];
}

/** What check needs to know besides the inputs. */
export interface CheckContext {
  /** The resource's name in the program. */
  name: string;
  /** Of the engine, so that a plan and its update come to the same names. */
  seed: Uint8Array;
  defaultTags: Record<string, string>;
}

/** Fills in what the program left out: a name made before is kept, defaults, the provider's tags. */
export function check(type: ResourceType, olds: Props, news: Props, context: CheckContext): CheckResult {
  const given = { ...withoutDefaults(news), ...documents(type, news) };
  const filled = { ...fixedDefaults(type, given), ...autoname(type, olds, given, context) };
  const inputs: Props = { ...given, ...filled, [DEFAULTS]: Object.keys(filled).sort() };
  if (type.inputs.includes("tags")) Object.assign(inputs, mergeTags(given, context.defaultTags));
  return { inputs, failures: unsupported(type, given) };
}

/** The inputs without the note of which were left to the provider. */
export function withoutDefaults(inputs: Props): Props {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => key !== DEFAULTS));
}

function fixedDefaults(type: ResourceType, inputs: Props): Props {
  const open = Object.entries(type.defaults ?? {}).filter(([key]) => inputs[key] === undefined);
  return Object.fromEntries(open);
}

function autoname(type: ResourceType, olds: Props, news: Props, context: CheckContext): Props {
  if (!type.autoname) return {};
  const { property, max } = type.autoname;
  if (news[property] !== undefined) return {};
  const oldDefaults = olds[DEFAULTS];
  if (Array.isArray(oldDefaults) && oldDefaults.includes(property)) return { [property]: olds[property] };
  const prefix = typeof news["namePrefix"] === "string" ? news["namePrefix"] : `${context.name}-`;
  return { [property]: prefix.slice(0, max - SUFFIX) + suffix(context) };
}

/** A policy document given as an object becomes its JSON; with an unknown inside, none of it is known. */
function documents(type: ResourceType, news: Props): Props {
  const objects = (type.json ?? []).filter((key) => typeof news[key] === "object");
  const text = (document: unknown) => (hasUnknown(document) ? UNKNOWN : JSON.stringify(document));
  return Object.fromEntries(objects.map((key) => [key, text(news[key])]));
}

const SUFFIX = 7;

function suffix({ seed, name }: CheckContext): string {
  const random = seed.length > 0 ? seed : randomBytes(16);
  return createHash("sha256").update(random).update(name).digest("hex").slice(0, SUFFIX);
}

function mergeTags(news: Props, defaultTags: Record<string, string>): Props {
  if (Object.keys(defaultTags).length === 0) return {};
  const tags = news["tags"] ?? {};
  // Tags that are unknown as a whole stay so.
  return typeof tags === "object" ? { tags: { ...defaultTags, ...tags } } : {};
}

function unsupported(type: ResourceType, news: Props): CheckResult["failures"] {
  const unknown = Object.keys(news).filter((key) => news[key] !== undefined && !type.inputs.includes(key));
  return unknown.map((property) => ({
    property,
    reason: `the stand-in AWS provider of the mfa-guard sandbox does not support ${property} of ${type.token}`,
  }));
}
