// The releases that are the very operation of the resource's disposer, by the module that declares them.
// What is not here, and has no disposer whose source says so, is not the same: TypeORM's QueryRunner commits an open
// transaction when it is disposed of and not when it is released, a mongodb ClientSession ends with `force`, a Node
// stream is destroyed with an AbortError and waited for, a server closes with a promise, a child process is killed once.

import type ts from "typescript";
import { disposerOf, membersOf, isNullish } from "../../code/types.js";

/** A row of the table: calling `release` is the same as the disposer at `symbol`. */
export interface SameOperation {
  /** The module that declares the type: a package, or a module of Node. */
  readonly module: string;
  readonly type: string;
  /** The method, or the function that takes the value. */
  readonly release: string;
  readonly symbol: "dispose" | "asyncDispose";
}

const rows = (
  module: string,
  symbol: SameOperation["symbol"],
  release: string,
  ...types: readonly string[]
): SameOperation[] => types.map((type) => ({ module, type, release, symbol }));

/** The curated table. */
export const SAME_OPERATIONS: readonly SameOperation[] = [
  ...rows("fs/promises", "asyncDispose", "close", "FileHandle"),
  ...rows("readline", "dispose", "close", "Interface", "ReadLine"),
  ...rows("readline/promises", "dispose", "close", "Interface"),
  ...rows("worker_threads", "asyncDispose", "terminate", "Worker"),
  ...rows("timers", "dispose", "clearTimeout", "Timeout", "Timer"),
  ...rows("timers", "dispose", "clearInterval", "Timeout", "Timer"),
  ...rows("timers", "dispose", "clearImmediate", "Immediate"),
  ...rows("mongodb", "asyncDispose", "close", "MongoClient"),
  ...rows("playwright-core", "asyncDispose", "close", "Browser", "BrowserContext", "Page"),
  ...rows("@vitest/spy", "dispose", "mockRestore", "MockInstance", "Mock"),
  ...rows("jest-mock", "dispose", "mockRestore", "MockInstance", "Mock", "SpyInstance"),
];

/** By the table: `release` is the operation of `type`'s disposer, as its module is known to implement it. */
export function isListed(type: ts.Type, release: string, symbol: SameOperation["symbol"]): boolean {
  const declarations = declarationsOf(type);
  return SAME_OPERATIONS.some(
    (row) =>
      row.release === release &&
      row.symbol === symbol &&
      declarations.some(({ name, module }) => row.type === name && row.module === module),
  );
}

/** By the source: the disposer's body is `this.release()`, or the disposer is the same function. */
export function isSaidBySource(type: ts.Type, release: string, symbol: SameOperation["symbol"]): boolean {
  const members = membersOf(type).filter((member) => !isNullish(member));
  return (
    members.length > 0 &&
    members.every((member) =>
      (disposerOf(member, symbol)?.declarations ?? []).some((node) => says(node, release)),
    )
  );
}

function says(declaration: ts.Declaration, release: string): boolean {
  const name = release.replace(/[$]/g, "\\$&");
  const text = declaration.getText().replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
  const call = `(return\\s+)?(await\\s+)?this\\.${name}\\(\\s*\\)`;
  return new RegExp(
    `^(public\\s+|override\\s+|readonly\\s+|async\\s+)*\\[Symbol\\.\\w+\\]\\s*` +
      // A method whose body is the call, or a property that holds the same function.
      `(\\(\\s*\\)\\s*(:[^{]+)?\\{\\s*${call};?\\s*\\}|=\\s*this\\.${name};?|:\\s*${name},?)$`,
  ).test(text.trim());
}

function declarationsOf(type: ts.Type): { name: string; module: string }[] {
  return membersOf(type)
    .filter((member) => !isNullish(member))
    .flatMap((member) => [member, ...(member.isClassOrInterface() ? (member.getBaseTypes() ?? []) : [])])
    .flatMap((member) => {
      const symbol = member.aliasSymbol ?? member.getSymbol();
      return (symbol?.declarations ?? []).map((node) => ({
        name: symbol?.name ?? "",
        module: moduleOf(node),
      }));
    });
}

/** The module that declares `declaration`: the ambient module around it, or the package of its file. */
function moduleOf(declaration: ts.Node): string {
  for (let node: ts.Node | undefined = declaration; node; node = node.parent as ts.Node | undefined) {
    const name = (node as { name?: { text?: string; kind?: number } }).name?.text;
    if (isAmbientModule(node) && name !== undefined) return name.replace(/^node:/, "");
  }
  const { fileName } = declaration.getSourceFile();
  const [, name = ""] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(fileName.replace(/\\/g, "/")) ?? [];
  return name;
}

function isAmbientModule(node: ts.Node): boolean {
  return /^declare\s+module\s+["']/.test(node.getText().slice(0, 80));
}
