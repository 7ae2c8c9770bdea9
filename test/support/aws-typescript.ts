import { mkdir, writeFile } from "node:fs/promises";
import * as path from "node:path";

/**
 * What `pulumi new aws-typescript` makes, with a program of our own: older module resolution, every declaration
 * checked (no `skipLibCheck`), and versions of Node's types and TypeScript that the template asks for. Without its
 * runtime option `packagemanager`, which `pulumi install` alone asks, and Pulumi of v3.170 has no word for.
 * https://github.com/pulumi/templates/tree/master/aws-typescript
 */
export async function newAwsTypescript(dir: string, name: string, program: string): Promise<void> {
  const compilerOptions = {
    ...{ strict: true, outDir: "bin", target: "es2020", module: "commonjs", moduleResolution: "node" },
    ...{ sourceMap: true, experimentalDecorators: true, pretty: true, noFallthroughCasesInSwitch: true },
    ...{ noImplicitReturns: true, forceConsistentCasingInFileNames: true },
  };
  const manifest = {
    name,
    main: "index.ts",
    devDependencies: { "@types/node": "^18", typescript: "^5.0.0" },
    dependencies: { "@pulumi/aws": "^7.0.0", "@pulumi/pulumi": "^3.113.0" },
  };
  const json = (value: object) => `${JSON.stringify(value, null, 4)}\n`;
  await mkdir(dir, { recursive: true });
  const files = {
    "Pulumi.yaml": `name: ${name}\nruntime: nodejs\n`,
    "package.json": json(manifest),
    "tsconfig.json": json({ compilerOptions, files: ["index.ts"] }),
    "index.ts": program,
  };
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(dir, file), text);
}
