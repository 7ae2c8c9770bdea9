#!/usr/bin/env node
// Runs plugins that are written in JavaScript or TypeScript. Pulumi's language host for Node.js does, by a program of
// the plugin's own SDK, but not yet in the version that can be built here. Nothing else is asked of this one: it takes
// the place of Pulumi's where a program in another language uses such a plugin.
// https://www.pulumi.com/docs/iac/guides/building-extending/components/build-a-component/
const { spawn } = require("node:child_process");
const grpc = require("@grpc/grpc-js");
const { LanguageRuntimeService } = require("@pulumi/pulumi/proto/language_grpc_pb");
const { RunPluginResponse } = require("@pulumi/pulumi/proto/language_pb");
const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb");

const children = new Set();

function runPlugin(call) {
  const { request } = call;
  const folder = request.getInfo().getProgramDirectory();
  const runner = require.resolve("@pulumi/pulumi/cmd/run-plugin", { paths: [folder] });
  const own = request
    .getEnvList()
    .map((entry) => [entry.split("=", 1)[0], entry.slice(entry.indexOf("=") + 1)]);
  const child = spawn(process.execPath, [runner, folder, ...request.getArgsList()], {
    cwd: request.getPwd(),
    env: { ...process.env, ...Object.fromEntries(own) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  child.stdout.on("data", (chunk) => call.write(new RunPluginResponse().setStdout(chunk)));
  child.stderr.on("data", (chunk) => call.write(new RunPluginResponse().setStderr(chunk)));
  child.on("close", (code) => {
    children.delete(child);
    call.write(new RunPluginResponse().setExitcode(code ?? 1));
    call.end();
  });
  call.on("cancelled", () => child.kill());
}

process.on("exit", () => children.forEach((child) => child.kill()));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

// The engine holds the other end: where it ends without a word, so does this.
process.stdin.resume().on("end", () => process.exit());

const server = new grpc.Server();
server.addService(LanguageRuntimeService, {
  getPluginInfo: (_, callback) => callback(null, new PluginInfo()),
  runPlugin,
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
