// Whether `dist` was compiled from the sources that are there. By content, because Git and `cp` set the times of files.
// `npm run build` runs this file, which records the sources it compiled.
const { createHash } = require("node:crypto");
const { existsSync, readdirSync, readFileSync, writeFileSync } = require("node:fs");
const path = require("node:path");

/** What the stack is compiled from. */
const SOURCES = ["enforcement", "policypack"];
const GENERATED = ["dist", "node_modules"];
const RECORD = path.join("enforcement", "dist", ".sources");

/** A sentence that says what to run, where the compiled stack is missing or is not that of the sources. */
exports.whyNotCompiled = (project) => {
  // The published package has no sources.
  if (!existsSync(path.join(project, "enforcement", "stack.ts"))) return undefined;
  const record = path.join(project, RECORD);
  if (!existsSync(record))
    return `The stack is not compiled yet. Run \`npm ci\` in ${project}, then run this command again.`;
  if (readFileSync(record, "utf8") === hashOfSources(project)) return undefined;
  return `The stack's sources have changed since it was compiled. Run \`npm run build\` in ${project}, then run this command again.`;
};

function hashOfSources(project) {
  const hash = createHash("sha256");
  for (const file of SOURCES.flatMap((folder) => filesIn(project, folder))) {
    const name = file.split(path.sep).join("/");
    hash
      .update(`${name}\0`)
      .update(readFileSync(path.join(project, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

/** The files of a folder that the compiler reads, sorted, relative to the project. */
function filesIn(project, folder) {
  const entries = readdirSync(path.join(project, folder), { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return GENERATED.includes(entry.name) ? [] : filesIn(project, file);
      return /\.(ts|json)$/.test(entry.name) ? [file] : [];
    });
}

if (require.main === module) {
  const project = path.dirname(__dirname);
  writeFileSync(path.join(project, RECORD), hashOfSources(project));
}
