/** Raised by whoever takes something away from the report or changes what it means; additions leave it as it is. */
export const REPORT_VERSION = 1;
