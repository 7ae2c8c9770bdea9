import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import * as path from "node:path";

/** What is asked of a system about its processes. Each may throw. */
export interface Processes {
  of(pid: number): { readonly name: string; readonly parent: number };
  /** The folder that a process works in. */
  folderOf(pid: number): string;
}

/** The engine, also where a package manager has put a script of that name before it. */
const ENGINE = /^\.?pulumi(-wrapped)?$/;

/**
 * The folder in which Pulumi was started, `--cwd` included; undefined where that can't be told. A pack runs in its own
 * folder, and is not told of any other: its arguments are the engine's address and ".", and PWD is what some shell
 * before it has set. So the engine, which starts the pack, is looked for among the processes above.
 */
export function startedIn(processes = SYSTEMS[process.platform], pid = process.ppid): string | undefined {
  try {
    for (let at = pid; processes && at > 0;) {
      const { name, parent } = processes.of(at);
      if (ENGINE.test(name)) return processes.folderOf(at);
      at = parent;
    }
  } catch {
    // A process that is gone or hidden: nothing is known of it, nor of those above.
  }
  return undefined;
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; a name may have brackets and spaces in it. */
const LINUX: Processes = {
  of(pid) {
    const [, name = "", parent] =
      /\((.*)\) \S (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, "latin1")) ?? [];
    return { name, parent: Number(parent) };
  },
  folderOf: (pid) => readlinkSync(`/proc/${pid}/cwd`),
};

/** By the system's own commands; Node tells only of the process itself. */
const MACOS: Processes = macos((command, args) =>
  execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
);

export function macos(run: (command: string, args: string[]) => string): Processes {
  return {
    of(pid) {
      const [, parent, command = ""] =
        /^\s*(\d+)\s+(.*)$/m.exec(run("ps", ["-o", "ppid=,comm=", "-p", `${pid}`])) ?? [];
      return { name: path.posix.basename(command.trim()), parent: Number(parent) };
    },
    folderOf(pid) {
      const folder = /^n(.*)$/m.exec(run("lsof", ["-a", "-d", "cwd", "-p", `${pid}`, "-Fn"]))?.[1];
      if (folder === undefined) throw new Error(`lsof tells no folder of process ${pid}.`);
      return folder;
    },
  };
}

const SYSTEMS: Readonly<Record<string, Processes>> = { linux: LINUX, darwin: MACOS };
