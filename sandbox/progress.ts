/** Where long work says what it is doing, one short line at a time. */
export type Progress = (line: string) => void;

/** Lines on standard error, so that standard output stays the command's own. */
export const toStderr: Progress = (line) => process.stderr.write(`${line}\n`);
