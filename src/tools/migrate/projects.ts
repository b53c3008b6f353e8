// TypeScript's projects: a language service per tsconfig.json, over the texts as the migration has them, for the rule's
// types and for the diagnostics before and after.

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type ts from "typescript";
import { ownTypes } from "./own-types.js";
import type { Compiler } from "./tools.js";

/** Diagnostics that guess what was meant, which a new name in scope changes, with those that do not. */
const guessless: ReadonlyMap<number, number> = new Map([
  [2552, 2304],
  [2551, 2339],
]);

/** A tsconfig.json, and the service that reads it. */
interface Project {
  readonly config: string;
  readonly names: Set<string>;
  readonly options: ts.CompilerOptions;
  readonly service: ts.LanguageService;
  program?: { readonly round: number; readonly program: ts.Program };
}

interface Parsed {
  readonly names: readonly string[];
  readonly options: ts.CompilerOptions;
  readonly references: readonly string[];
}

export class Projects {
  /** The files that no project can check, and the reason. */
  readonly unchecked = new Map<string, string>();
  readonly #ts: Compiler;
  readonly #root: string;
  readonly #texts = new Map<string, { text: string; version: number }>();
  readonly #own: ReadonlyMap<string, string>;
  readonly #parsed = new Map<string, Parsed | undefined>();
  readonly #projects = new Map<string, Project>();
  readonly #byFile = new Map<string, Project | undefined>();
  readonly #registry: ts.DocumentRegistry;
  #round = 0;

  constructor(typescript: Compiler, root: string) {
    this.#ts = typescript;
    this.#root = root;
    this.#own = ownTypes(root);
    this.#registry = typescript.createDocumentRegistry(typescript.sys.useCaseSensitiveFileNames, root);
  }

  /** Makes these texts the files' content, for all programs from now on. */
  update(texts: Iterable<readonly [path: string, text: string]>): void {
    for (const [path, text] of texts) {
      const known = this.#texts.get(path);
      if (known?.text === text) continue;
      this.#texts.set(path, { text, version: (known?.version ?? 0) + 1 });
      this.#round++;
    }
  }

  /** Tells the projects which files will be asked for, so that a program that lacks them is made once. */
  expect(paths: readonly string[]): void {
    for (const path of paths) this.#projectOf(path)?.names.add(path);
    this.#round++;
  }

  /** The program that has the file with exactly this text. */
  programOf(path: string, text: string): ts.Program | undefined {
    const project = this.#projectOf(path);
    if (!project) return undefined;
    const program = this.#programOf(project);
    const file = program?.getSourceFile(path);
    if (file?.text === text) return program;
    if (!file) this.unchecked.set(path, `${project.config} does not take it`);
    return undefined;
  }

  /** The diagnostics of a file, without their places, which a rewrite moves; undefined if it cannot be checked. */
  diagnose(path: string): string[] | undefined {
    const project = this.#projectOf(path);
    if (!project || !this.#programOf(project)?.getSourceFile(path)) return undefined;
    const found = [
      ...project.service.getSyntacticDiagnostics(path),
      ...project.service.getSemanticDiagnostics(path),
    ];
    return found.map(({ code, messageText }) => {
      const text = this.#ts.flattenDiagnosticMessageText(messageText, " ");
      return `TS${guessless.get(code) ?? code}: ${text.replace(/ Did you mean .*$/, "")}`;
    });
  }

  #programOf(project: Project): ts.Program | undefined {
    if (project.program?.round !== this.#round) {
      const program = project.service.getProgram();
      if (!program) return undefined;
      project.program = { round: this.#round, program };
    }
    return project.program.program;
  }

  #projectOf(path: string): Project | undefined {
    if (this.#byFile.has(path)) return this.#byFile.get(path);
    const config = this.#configOf(path);
    let project: Project | undefined;
    if (config === undefined) this.unchecked.set(path, "no tsconfig.json is for it");
    else if (/\.[cm]?jsx?$/.test(path) && !this.#parse(config)?.options.allowJs) {
      this.unchecked.set(path, "it is JavaScript, and its project does not set allowJs");
    } else project = this.#open(config);
    this.#byFile.set(path, project);
    return project;
  }

  /** The nearest tsconfig.json that includes the file, or is beside one that does; or else the nearest. */
  #configOf(path: string): string | undefined {
    let nearest: string | undefined;
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const config = join(folder, "tsconfig.json");
      const seen = new Set<string>();
      const queue = existsSync(config) ? [config, ...this.#besides(folder)] : [];
      nearest ??= queue[0];
      for (const candidate of queue) {
        if (seen.has(candidate)) continue;
        seen.add(candidate);
        const parsed = this.#parse(candidate);
        if (parsed?.names.includes(path)) return candidate;
        queue.push(...(parsed?.references ?? []));
      }
      if (folder === this.#root || folder === dirname(folder)) return nearest;
    }
  }

  #besides(folder: string): string[] {
    return this.#ts.sys
      .readDirectory(folder, [".json"], undefined, ["tsconfig.*.json"], 1)
      .filter((path) => dirname(path) === folder);
  }

  #parse(config: string): Parsed | undefined {
    if (this.#parsed.has(config)) return this.#parsed.get(config);
    const ts = this.#ts;
    const { config: json, error } = ts.readConfigFile(config, (path) => ts.sys.readFile(path));
    let parsed: Parsed | undefined;
    if (!error) {
      const found = ts.parseJsonConfigFileContent(json, ts.sys, dirname(config), undefined, config);
      parsed = {
        names: found.fileNames,
        options: { ...found.options, noEmit: true, composite: false, incremental: false },
        references: (found.projectReferences ?? []).map((reference) =>
          ts.resolveProjectReferencePath(reference),
        ),
      };
    }
    this.#parsed.set(config, parsed);
    return parsed;
  }

  #open(config: string): Project | undefined {
    const known = this.#projects.get(config);
    if (known) return known;
    const parsed = this.#parse(config);
    if (!parsed) return undefined;
    const names = new Set(parsed.names);
    const service = this.#ts.createLanguageService(this.#host(names, parsed.options, config), this.#registry);
    const project: Project = { config, names, options: parsed.options, service };
    this.#projects.set(config, project);
    return project;
  }

  #host(names: ReadonlySet<string>, options: ts.CompilerOptions, config: string): ts.LanguageServiceHost {
    const { sys, ScriptSnapshot, getDefaultLibFilePath } = this.#ts;
    const snapshots = new Map<string, { version: string; snapshot: ts.IScriptSnapshot }>();
    const ownFolders = new Set([...this.#own.keys()].map((path) => dirname(path)));
    const read = (path: string): string | undefined =>
      this.#texts.get(path)?.text ?? this.#own.get(path) ?? sys.readFile(path);
    const versionOf = (path: string): string => String(this.#texts.get(path)?.version ?? 0);
    return {
      getCompilationSettings: () => options,
      getScriptFileNames: () => [...names],
      getScriptVersion: versionOf,
      getScriptSnapshot: (path) => {
        const version = versionOf(path);
        const known = snapshots.get(path);
        if (known?.version === version) return known.snapshot;
        const text = read(path);
        if (text === undefined) return undefined;
        const snapshot = ScriptSnapshot.fromString(text);
        snapshots.set(path, { version, snapshot });
        return snapshot;
      },
      getProjectVersion: () => String(this.#round),
      getCurrentDirectory: () => dirname(config),
      getDefaultLibFileName: getDefaultLibFilePath,
      useCaseSensitiveFileNames: () => sys.useCaseSensitiveFileNames,
      readFile: read,
      fileExists: (path) => this.#own.has(path) || sys.fileExists(path),
      directoryExists: (path) =>
        ownFolders.has(path) || path === dirname([...ownFolders][0] ?? "") || sys.directoryExists(path),
      readDirectory: (...args) => sys.readDirectory(...args),
      getDirectories: (path) => sys.getDirectories(path),
      ...(sys.realpath
        ? { realpath: (path: string) => (this.#own.has(path) ? path : sys.realpath!(path)) }
        : {}),
    };
  }
}
