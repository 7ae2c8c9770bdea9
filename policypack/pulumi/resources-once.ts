const ONCE = Symbol.for("mfa-guard.resources-once");

/** The engine's message that has all resources of a stack. */
interface Request {
  getResourcesList(): object[];
}

/** The list of the call that is being answered. */
let current: { readonly length: number; taken: boolean } | undefined;

/**
 * Has @pulumi/policy make the resources of a stack once for all stack policies of a call: it makes them again for each,
 * see docs/upstream/pulumi-policy.md. Only for a pack whose policies all keep what the first of them is given, as
 * mfa-guard's do: from when that is said by `takeResources`, the others are given none. Where a later version goes
 * through them in another way, or has no such message, nothing changes.
 */
export function handOverOnce(loaded: NodeJS.Dict<NodeModule> = require.cache): void {
  for (const [file, module] of Object.entries(loaded)) {
    if (!/[\\/]@pulumi[\\/]pulumi[\\/]proto[\\/]analyzer_pb\.js$/.test(file)) continue;
    const { AnalyzeStackRequest } = module?.exports as { AnalyzeStackRequest?: { prototype: Request } };
    const original = AnalyzeStackRequest?.prototype.getResourcesList;
    if (!AnalyzeStackRequest || !original || ONCE in original) continue;
    const once = function (this: Request) {
      return untilTaken(original.call(this));
    };
    AnalyzeStackRequest.prototype.getResourcesList = Object.assign(once, { [ONCE]: true });
  }
}

/** To be called by a policy that has kept so many resources. Fewer than were sent are not all, and then all stay. */
export function takeResources(count: number): void {
  if (current?.length === count) current.taken = true;
}

function untilTaken(list: readonly object[]): object[] {
  const own = (current = { length: list.length, taken: false });
  return Object.defineProperty([...list], Symbol.iterator, {
    value: () => (own.taken ? [] : list).values(),
  });
}
