import { BlockList, isIP } from "node:net";

/** "true" or "false" in any case; null: neither. */
export function readBool(value: string): boolean | null {
  const lower = value.toLowerCase();
  return lower === "true" ? true : lower === "false" ? false : null;
}

/** A decimal number; null: none. */
export function readNumber(value: string): number | null {
  return /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}

/**
 * The last day that a W3C date can name, in milliseconds since 1970. A date from then on is one that never comes: what
 * waits for it never begins, and what lasts until then never ends.
 */
export const NEVER = Date.UTC(9999, 11, 31);

const W3C_DATE = /^(\d{4}|\+\d{6})-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?$/;

/**
 * Milliseconds since 1970, at most NEVER, of a W3C date or of seconds since 1970; null: neither. A time without a zone
 * is none, and neither is a year alone, which might be seconds. Years above 9999 are read as Date writes them.
 * https://www.w3.org/TR/NOTE-datetime
 */
export function readDate(value: string): number | null {
  const isSeconds = /^\d{5,}$/.test(value);
  const time = isSeconds ? Number(value) * 1000 : W3C_DATE.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? null : Math.min(time, NEVER);
}

/**
 * Whether an address lies in a range ("10.0.0.0/8", or a single address); null: one of them can't be read. No IPv6
 * address lies in a range of IPv4, nor the other way round.
 */
export function inAddressRange(range: string, actual: string): boolean | null {
  const [address = "", bits] = range.split("/");
  const [wanted, given] = [isIP(address), isIP(actual)];
  const most = wanted === 4 ? 32 : 128;
  const length = bits === undefined ? most : (readNumber(bits) ?? -1);
  if (!wanted || !given || length < 0 || length > most) return null;
  if (wanted !== given) return false;
  const family = wanted === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(address, length, family);
  return list.check(actual, family);
}
