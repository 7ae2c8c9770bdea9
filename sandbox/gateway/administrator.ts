/** The access key of the sandbox itself, and its secret. */
export const ADMINISTRATOR_KEY = "sandbox";
