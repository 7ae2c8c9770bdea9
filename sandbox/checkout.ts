import * as path from "node:path";

/** The folder of this checkout. */
export const CHECKOUT = path.resolve(__dirname, "..");
