import { readdir, readFile } from "node:fs/promises";
import * as path from "node:path";
import type { Cli } from "../context";
import { CliError, whyUnreadable } from "../errors";

/** One of the files that a run over an organization keeps. */
export interface KeptFile {
  readonly name: string;
  readonly text: string;
}

/** What a run over an organization has kept, wherever that is: files without folders among them. */
export interface KeptFiles {
  /** As the user would write it. */
  readonly place: string;
  /** A file as the user would write its path. */
  pathOf(name: string): string;
  /** @throws CliError where they can't be listed. */
  names(): Promise<readonly string[]>;
  /** What is in a file; null: there is none. Throws where it can't be read. */
  read(name: string): Promise<string | null>;
}

export class KeptFolder implements KeptFiles {
  /** @param place As the user wrote its path. */
  constructor(
    private readonly cli: Pick<Cli, "resolve">,
    readonly place: string,
  ) {}

  pathOf(name: string): string {
    return path.join(this.place, name);
  }

  async names(): Promise<readonly string[]> {
    try {
      return await readdir(this.cli.resolve(this.place));
    } catch (error) {
      throw new CliError(`The folder ${this.place} can't be read: ${whyUnreadable(error)}.`);
    }
  }

  async read(name: string): Promise<string | null> {
    try {
      return await readFile(this.cli.resolve(this.pathOf(name)), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  }
}
