/** Raise it when something is taken from the report or changes its meaning; additions leave it as it is. */
export const REPORT_VERSION = 1;
