/** Days from now after which a denial that begins counts as none. */
export const DEFAULT_MAX_GRACE_DAYS = 180;
