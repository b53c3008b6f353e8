// A project that uses the packed package: a folder elsewhere, with the package and the tools it names installed.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Installed, root } from "../../../package/tarball.js";
import { run, type Run } from "../../../package/process.js";

/** A folder with `node_modules`, and everything below it. */
export class Project {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "await-using-project-")));

  /** @param tools the folder whose `node_modules` has the tools */
  constructor(installed: Installed, tools = root) {
    const [from, to] = [join(tools, "node_modules"), join(this.folder, "node_modules")];
    mkdirSync(to);
    for (const name of readdirSync(from)) {
      if (name !== "await-using" && name !== ".cache") symlinkSync(join(from, name), join(to, name));
    }
    cpSync(join(installed.project, "node_modules/await-using"), join(to, "await-using"), { recursive: true });
  }

  /** Copies a folder of ours into it, without what was built or installed there; returns where it is. */
  copy(path: string): string {
    const target = join(this.folder, path);
    const skipped = /[\\/](?:node_modules|dist)$/;
    cpSync(join(root, path), target, { recursive: true, filter: (source) => !skipped.test(source) });
    return target;
  }

  /** Writes files by name. */
  write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), text);
    }
  }

  /** Runs a program in a folder of it. */
  run(command: string, parameters: readonly string[], folder = this.folder): Promise<Run> {
    return run(command, parameters, folder);
  }

  /** Deletes it. */
  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
