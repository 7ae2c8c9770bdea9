import { isDeepStrictEqual } from "node:util";
import { DEFAULTS } from "./check";
import { samePolicy } from "./policy-json";
import type { ResourceType } from "./resource-type";
import { hasUnknown, type Props } from "./wire";

/** How one input differs. */
export interface PropertyChange {
  kind: "add" | "delete" | "update";
  replace: boolean;
}

/** What differs between two sets of inputs, and what that asks for. */
export interface Diff {
  changes: Record<string, PropertyChange>;
  replaces: string[];
  deleteBeforeReplace: boolean;
}

/**
 * Compares inputs as AWS would see them. An unknown new value counts as changed.
 *
 * @param ignored the program's ignoreChanges. The engine has put old values for them already, but a
 *   default is filled in where the old value is absent, as it may be after an import.
 */
export function diff(type: ResourceType, olds: Props, news: Props, ignored: string[] = []): Diff {
  const compared = type.inputs.filter((key) => !ignored.includes(key));
  const changed = compared.filter((key) => !same(type, key, olds[key], news[key]));
  const changes = Object.fromEntries(changed.map((key) => [key, change(type, key, olds[key], news[key])]));
  const replaces = changed.filter((key) => changes[key]?.replace);
  return { changes, replaces, deleteBeforeReplace: replaces.length > 0 && namesCollide(type, news) };
}

/** Whether two values of an input are the same to AWS. */
export function same(type: ResourceType, key: string, left: unknown, right: unknown): boolean {
  if (hasUnknown(right)) return false;
  if (isEmpty(left) && isEmpty(right)) return true;
  if (right === undefined && type.optionalComputed?.includes(key)) return true;
  if (type.json?.includes(key) && typeof left === "string" && typeof right === "string")
    return samePolicy(left, right);
  if (type.sets?.includes(key)) return isDeepStrictEqual(asSet(left), asSet(right));
  return isDeepStrictEqual(left, right);
}

/** Whether a value says no more than its absence would. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false || value === 0) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function change(type: ResourceType, key: string, left: unknown, right: unknown): PropertyChange {
  const kind = left === undefined ? "add" : right === undefined ? "delete" : "update";
  return { kind, replace: type.replaces === "all" || (type.replaces?.includes(key) ?? false) };
}

/**
 * Whether the old resource has to go before the new one comes. As in the real provider, a name that the
 * program chose is reason enough (nameRequiresDeleteBeforeReplace in pulumi-terraform-bridge).
 */
function namesCollide(type: ResourceType, news: Props): boolean {
  if (type.deleteBeforeReplace) return true;
  const defaults = news[DEFAULTS];
  return type.autoname !== undefined && Array.isArray(defaults) && !defaults.includes(type.autoname.property);
}

function asSet(value: unknown): unknown {
  return Array.isArray(value) ? new Set(value) : value;
}
