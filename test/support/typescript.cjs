// Compiles TypeScript as it is loaded, without its types, which `npm run check` looks at. TypeScript itself would spend
// 15 s of processor time on it in each of mocha's processes, esbuild spends one or two.
const { readFileSync } = require("node:fs");
const { transformSync } = require("esbuild");

// Errors tell the lines of the sources.
process.setSourceMapsEnabled(true);

require.extensions[".ts"] = (module, file) => {
  const { code } = transformSync(readFileSync(file, "utf8"), {
    loader: "ts",
    format: "cjs",
    target: "node20",
    sourcefile: file,
    sourcemap: "inline",
    // As the compiler does for the same target.
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
  });
  module._compile(code, file);
};
