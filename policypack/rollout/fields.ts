import { isIP } from "node:net";
import { z } from "zod";
import { isoDay, isoInstant } from "../iam/days";
import { isAddress } from "./mail-address";

/*
 * The kinds of values that the rollout file is made of. Each takes the words for what it expects, and fails with
 * those and nothing else: `violations.ts` puts what was found and where before them.
 */

/** A schema for each property of a type, none left out and none too many. */
export type Shape<Model> = { readonly [Key in keyof Model]-?: z.ZodType<Model[Key]> };

/** The characters of the names of IAM users, groups and policies. */
const IAM_NAME = /^[\w+=,.@-]+$/;
const IAM_NAME_OR_GLOB = /^[\w+=,.@*?-]+$/;
/** Printed in terminals and reports, so nothing that moves a cursor, and no half characters. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
const LONGEST_USER_NAME = 64;

/** A name of at most `longest` characters that IAM accepts. */
export function iamName(expected: string, longest: number) {
  return text(expected, longest).regex(IAM_NAME, { error: expected });
}

/** The name of one IAM user; a glob is none. */
export function userName(expected: string) {
  return iamName(expected, LONGEST_USER_NAME);
}

/** The name of an IAM user, or a pattern of `*` (any characters) and `?` (one) for several. */
export function userNameOrGlob(expected: string) {
  return text(expected, LONGEST_USER_NAME).regex(IAM_NAME_OR_GLOB, { error: expected });
}

/** An IAM path: a slash, or printable ASCII characters between two. */
export function iamPath(expected: string) {
  return text(expected, 512).regex(/^\/([!-~]+\/)?$/, { error: expected });
}

/** A line for people to read. */
export function line(expected: string, longest: number) {
  return text(expected, longest).refine((value) => value.trim() !== "" && !UNPRINTABLE.test(value), {
    error: expected,
  });
}

/** One plain mail address. */
export function mailAddress(expected: string) {
  return z.string({ error: expected }).refine(isAddress, { error: expected });
}

/** An IPv4 or IPv6 address, or a range of them in CIDR form, as `aws:SourceIp` takes it. */
export function ipRange(expected: string) {
  return text(expected, 49).refine(isIpRange, { error: expected });
}

/** The id of a VPC, of today's length or the one before 2018. */
export function vpcId(expected: string) {
  return text(expected, 21).regex(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/, { error: expected });
}

/** Yes or no. YAML's `yes` and `no` are texts, and no answer. */
export function flag(expected = "true or false") {
  return z.boolean({ error: expected });
}

/** A whole number between two others, both included. */
export function wholeNumber(expected: string, least: number, most: number) {
  const error = expected;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

/** An instant with its time zone, as ISO 8601 writes it; a Date after parsing. */
export function instant(expected: string) {
  return z.codec(z.iso.datetime({ offset: true, error: expected }), z.date(), {
    decode: (written) => new Date(written),
    encode: isoInstant,
  });
}

/** An instant, or a day of which the last millisecond (UTC) is meant; a Date after parsing. */
export function instantOrDay(expected: string) {
  const written = z.union([z.iso.date(), z.iso.datetime({ offset: true })], { error: expected });
  return z.codec(written, z.date(), {
    decode: (value) => new Date(value.includes("T") ? value : `${value}${LAST_MOMENT}`),
    encode: (date) => (date.toISOString().endsWith(LAST_MOMENT) ? isoDay(date) : isoInstant(date)),
  });
}

const LAST_MOMENT = "T23:59:59.999Z";

/** A text of at least one character. */
export function text(expected: string, longest: number) {
  const error = expected;
  return z.string({ error }).min(1, { error }).max(longest, { error });
}

function isIpRange(value: string): boolean {
  const [address = "", prefix, ...more] = value.split("/");
  const version = isIP(address);
  // A zone ("fe80::1%eth0") is of one machine only.
  if (version === 0 || address.includes("%") || more.length > 0) return false;
  if (prefix === undefined) return true;
  return /^(0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128);
}
