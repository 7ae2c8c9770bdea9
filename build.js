// npm run build: the command beside the packages, of which the stack comes after the pack. It runs scripts of
// package.json by itself, for npm and npm-run-all, each of which takes the time of one compiler here, would need as long
// as all three compilers.
const { spawn } = require("node:child_process");
const path = require("node:path");

/** Runs a script of a folder's package.json. Its output is ours. */
async function run(folder, name) {
  const cwd = path.join(__dirname, folder);
  const { scripts } = require(path.join(cwd, "package.json"));
  const code = await new Promise((resolve, reject) => {
    const child = spawn(scripts[name], { cwd, shell: true, stdio: "inherit" });
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) throw new Error(`${name} in ${cwd} ended with ${code}.`);
}

async function packages() {
  await run("policypack", "build");
  await run("enforcement", "build");
}

// Both to their end: what one says of the sources is no less true where the other fails.
Promise.allSettled([run(".", "build:command"), packages()]).then((results) => {
  for (const { reason } of results.filter(({ status }) => status === "rejected")) {
    console.error(reason.message);
    process.exitCode = 1;
  }
});
