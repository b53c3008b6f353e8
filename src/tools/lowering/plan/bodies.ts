// The bodies of functions that become blocks, in which a function may share its name with nothing: which functions are
// gone, and which become variables.

import { variableNames } from "./names.js";
import type { Identifier, Node, Statement } from "./tree.js";

/** The functions whose names later ones take: a function body may have such, a block of strict code may not. */
export function replacedFunctions<S extends Node>(body: readonly S[]): Set<S> {
  const last = new Map<string, S>();
  const replaced = new Set<S>();
  for (const statement of body) {
    const name = functionName(statement);
    if (name === undefined) continue;
    const before = last.get(name);
    if (before) replaced.add(before);
    last.set(name, statement);
  }
  return replaced;
}

/** The functions that have the name of a variable of the same body: its first value, in a block. */
export function functionsOfVariables<S extends Node>(body: readonly S[]): Set<S> {
  const variables = body.reduce((found, statement) => {
    return variableNames({ type: "Body", statement } as Node, found);
  }, new Set<string>());
  return new Set(body.filter((statement) => variables.has(functionName(statement) ?? "")));
}

function functionName(statement: Node): string | undefined {
  return statement.type === "FunctionDeclaration"
    ? ((statement as Statement).id as Identifier | null | undefined)?.name
    : undefined;
}
