import type { Aws } from "./aws";
import { DEFAULTS, withoutDefaults } from "./check";
import { diff, isEmpty, same } from "./diff";
import { describe, isNoSuchEntity, ProviderError } from "./errors";
import type { ResourceType } from "./resource-type";
import { secret, UNKNOWN, type Props } from "./wire";

/** A resource as it is in AWS; id "" where it is gone. */
export interface Live {
  id: string;
  state: Props;
  inputs: Props;
}

/** What a creation would give, without making it: inputs as they are, the rest unknown. */
export function previewCreate(type: ResourceType, inputs: Props): Props {
  const given = withoutDefaults(inputs);
  return mark(type, { ...unknowns(type.optionalComputed), ...given, ...unknowns(type.computed) });
}

/** Makes a resource and gives its id and state. */
export async function create(type: ResourceType, aws: Aws, inputs: Props): Promise<[string, Props]> {
  const clean = withoutDefaults(inputs);
  const name = type.autoname ? ` (${String(clean[type.autoname.property])})` : "";
  const created = await attempt(`creating ${type.label}${name}`, () => type.create(aws, clean));
  const state = { ...clean, ...created.outputs };
  const found = await readCreated(type, aws, created.id, state);
  return [created.id, mark(type, { ...state, ...found })];
}

/** The state of a new resource. One that can't be read goes again, since the engine won't know of it. */
async function readCreated(
  type: ResourceType,
  aws: Aws,
  id: string,
  state: Props,
): Promise<Props | undefined> {
  try {
    return await type.read(aws, id, state);
  } catch (error) {
    await remove(type, aws, id, state);
    throw describe(`reading ${type.label} (${id}) after its creation`, error);
  }
}

/** Reads a resource that the stack has, or, with no old state, one that it is to take in. */
export async function read(
  type: ResourceType,
  aws: Aws,
  id: string,
  old: Props,
  oldInputs: Props,
): Promise<Live> {
  const found = await unlessGone(`reading ${type.label} (${id})`, () => type.read(aws, id, old));
  if (!found) return { id: "", state: {}, inputs: {} };
  const state = { ...old, ...found };
  return { id, state: mark(type, state), inputs: liveInputs(type, oldInputs, state) };
}

/** What an update would give, without making it. */
export function previewUpdate(type: ResourceType, old: Props, inputs: Props): Props {
  return mark(type, { ...merged(type, old, inputs), ...unknowns(recomputed(type, old, inputs)) });
}

/** Changes a resource in place and gives its new state. */
export async function update(
  type: ResourceType,
  aws: Aws,
  id: string,
  old: Props,
  inputs: Props,
): Promise<Props> {
  const doing = `updating ${type.label} (${id})`;
  if (!type.update) throw new ProviderError(`${doing}: this type is replaced, never updated`);
  const clean = withoutDefaults(inputs);
  await attempt(doing, async () => type.update?.(aws, old, clean));
  const state = merged(type, old, clean);
  return mark(type, { ...state, ...(await attempt(doing, () => type.read(aws, id, state))) });
}

/** Removes a resource; one that is gone already is as good as removed. */
export async function remove(type: ResourceType, aws: Aws, id: string, state: Props): Promise<void> {
  await unlessGone(`deleting ${type.label} (${id})`, () => type.delete(aws, state, id));
}

/** Old inputs stay as they were written where AWS has the same; what AWS has besides is drift. */
function liveInputs(type: ResourceType, olds: Props, state: Props): Props {
  const live = type.inputs.map((key): [string, unknown] => {
    const old = olds[key];
    // Not in the state at all: AWS doesn't tell (a password's length, or what forceDestroy says).
    if (!(key in state)) return [key, old];
    if (old !== undefined && same(type, key, old, state[key])) return [key, old];
    return [key, isEmpty(state[key]) && old === undefined ? undefined : state[key]];
  });
  return { ...Object.fromEntries(live), [DEFAULTS]: olds[DEFAULTS] ?? [] };
}

/** Old outputs and new inputs: an input that is no longer given goes from the state. */
function merged(type: ResourceType, old: Props, inputs: Props): Props {
  const outputs = Object.entries(old).filter(([key]) => !type.inputs.includes(key));
  return { ...Object.fromEntries(outputs), ...withoutDefaults(inputs) };
}

function recomputed(type: ResourceType, old: Props, inputs: Props): readonly string[] {
  const { changes } = diff(type, old, inputs);
  return type.recomputed?.on.some((key) => changes[key]) ? type.recomputed.outputs : [];
}

function mark(type: ResourceType, state: Props): Props {
  const marked = (type.secrets ?? []).filter((key) => state[key] !== undefined);
  return { ...state, ...Object.fromEntries(marked.map((key) => [key, secret(state[key])])) };
}

function unknowns(keys: readonly string[] = []): Props {
  return Object.fromEntries(keys.map((key) => [key, UNKNOWN]));
}

async function attempt<T>(doing: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw describe(doing, error);
  }
}

async function unlessGone<T>(doing: string, act: () => Promise<T>): Promise<T | undefined> {
  return attempt(doing, async () => {
    try {
      return await act();
    } catch (error) {
      if (isNoSuchEntity(error)) return undefined;
      throw error;
    }
  });
}
