/**
 * A plain address of this machine and nothing beside it. What is not written so is refused even where it leads here:
 * of a log-in before the host, a backslash, a number for an address or a dot behind the name, some programs make
 * another host than others, and the endpoint goes to Node, Python and Go.
 */
const LOOPBACK = /^https?:\/\/(127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d{1,5})?(?:\/[^\\@]*)?$/i;

/** Whether an endpoint is on this machine for its reader. Nothing else may be talked to from the sandbox. */
export function isLoopback(endpoint: string): boolean {
  const host = LOOPBACK.exec(endpoint)?.[1]?.toLowerCase();
  return host !== undefined && URL.canParse(endpoint) && new URL(endpoint).hostname === host;
}
