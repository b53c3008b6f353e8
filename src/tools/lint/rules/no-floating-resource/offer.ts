// The suggestion: the resource in a declaration, where one may stand.

import type { Rule } from "eslint";
import type { TSESTree } from "@typescript-eslint/utils";
import { type Edit, applied } from "../../edits/edit.js";
import { freshName, resourceNameOf } from "../../code/resource-name.js";
import { takesAwait, takesDeclaration } from "../../code/await.js";
import type { Handing } from "../../code/own-exports.js";
import { bare, type Node } from "../../code/ast.js";
import { type File, isWritten } from "../../code/file.js";
import type { Use } from "./use.js";

/** A suggestion of ESLint's. */
export interface Offer {
  readonly messageId: "toHeld" | "toAwaited";
  readonly fix: Rule.ReportFixer;
}

/** Returns the suggestion for the resource that `call` makes; undefined where no declaration of it may stand. */
export function offerFor(use: Use, call: Node, handing: Handing, file: File): Offer | undefined {
  const edits = editsFor(use, call, handing, file);
  const isPromise = (use.kind === "held" && handing === "promise" && !use.awaited) || use.kind === "used";
  return edits && { messageId: isPromise ? "toAwaited" : "toHeld", fix: applied(edits) };
}

function editsFor(use: Use, call: Node, handing: Handing, file: File): Edit[] | undefined {
  const isAsync = handing !== "sync";
  const keyword = isAsync ? "await using" : "using";
  switch (use.kind) {
    case "statement": {
      const statement = use.outer.parent;
      if (statement?.type !== "ExpressionStatement" || !takesDeclaration(statement, file, isAsync))
        return undefined;
      if (madeBy(use.outer) !== madeBy(call)) return undefined;
      const name = freshName(`_${resourceNameOf(call)}`, file);
      const promise = handing === "promise" && !use.awaited ? "await " : "";
      // A parenthesis in front goes well with `=`.
      return [insert(statement.range[0], `${keyword} ${name} = ${promise}`)];
    }
    case "variable": {
      const { declaration, declarator } = alone(use.declarator) ?? {};
      if (!declaration || !declarator?.init || isWritten(use.variable)) return undefined;
      if (!takesDeclaration(declaration, file, isAsync)) return undefined;
      const edits = [{ range: keywordOf(declaration), text: keyword }];
      const isPromise = handing === "promise" && declarator.init === call;
      return isPromise ? [...edits, insert(call.range[0], "await ")] : edits;
    }
    case "property":
      return heldApart(use, call, handing, file);
    case "used":
      return takesAwait(call, file) ? [insert(call.range[0], "await ")] : undefined;
    case "held": {
      const { declaration } = use;
      if (!takesAwait(declaration, file) || declaration.declarations.length !== 1) return undefined;
      const edits = declaration.kind === "using" ? [{ range: keywordOf(declaration), text: keyword }] : [];
      return handing === "promise" && !use.awaited ? [...edits, insert(call.range[0], "await ")] : edits;
    }
    default:
      return undefined;
  }
}

/** What makes the value of an expression: `cm && enter(cm)` is more than a call. */
function madeBy(node: Node): Node {
  const inner = bare(node);
  return inner.type === "AwaitExpression" ? madeBy(inner.argument) : inner;
}

/** `const value = (await enter(cm)).value;`: the resource gets a declaration of its own, in front. */
function heldApart(
  use: Use & { kind: "property" },
  call: Node,
  handing: Handing,
  file: File,
): Edit[] | undefined {
  const declarator = use.outer.type === "VariableDeclarator" ? use.outer : use.outer.parent;
  if (declarator?.type !== "VariableDeclarator" || !declarator.init) return undefined;
  const { declaration } = alone(declarator) ?? {};
  if (!declaration || !takesDeclaration(declaration, file, handing !== "sync")) return undefined;
  const resource = use.outer.type === "MemberExpression" ? use.outer.object : declarator.init;
  const isAwaited = resource.type === "AwaitExpression";
  if (!isAwaited && (handing === "promise" || resource !== call)) return undefined;
  const { text } = file.code;
  const name = freshName(resourceNameOf(call), file);
  const semi = file.code.getLastToken(declaration)?.value === ";" ? ";" : "";
  const line = text.lastIndexOf("\n", declaration.range[0] - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(line, declaration.range[0]))?.[0] ?? "";
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const keyword = handing === "sync" ? "using" : "await using";
  const held = `${keyword} ${name} = ${text.slice(...resource.range)}${semi}${eol}${indent}`;
  if (use.outer.type === "VariableDeclarator") {
    return [insert(declaration.range[0], held), { range: resource.range, text: name }];
  }
  const end =
    file.code.getTokenAfter(resource)?.value === ")" ? file.code.getTokenAfter(resource) : undefined;
  const start = end ? file.code.getTokenBefore(resource) : undefined;
  return [
    insert(declaration.range[0], held),
    { range: [start?.range[0] ?? resource.range[0], end?.range[1] ?? resource.range[1]], text: name },
  ];
}

/** A declaration of one variable that is neither a `var` nor in the head of a loop. */
function alone(
  declarator: TSESTree.VariableDeclarator,
): { declaration: TSESTree.VariableDeclaration; declarator: TSESTree.VariableDeclarator } | undefined {
  const declaration = declarator.parent;
  if (declaration.declarations.length !== 1 || declaration.kind === "var") return undefined;
  return { declaration, declarator };
}

function keywordOf({ range, kind }: TSESTree.VariableDeclaration): [number, number] {
  return [range[0], range[0] + kind.length];
}

function insert(at: number, text: string): Edit {
  return { range: [at, at], text };
}
