// Where B goes: whether it moves into the list where the `try` stood, or needs a block, or keeps its own.

import { contains, type Node } from "../../code/ast.js";
import { captured } from "./never.js";
import { type File, isStrict, referencesIn } from "../../code/file.js";
import { type Site, takesUsing } from "./site.js";

/** Where B goes. */
export interface Placement {
  /** A new block around the declaration and B. */
  readonly block: boolean;
  /** B's own braces stay. */
  readonly braces: boolean;
}

/**
 * Returns where B goes; `withF`: F's text stays, in an arrow beside B's names; `withA`: the acquisition and what
 * follows it move into a block with B.
 */
export function placementOf(site: Site, file: File, withF: boolean, withA = !withF): Placement {
  const braces = withF && !site.handler && !usesNoBodyName(site, file);
  if (!isLastOfBlock(site))
    return { block: true, braces: braces || (withA && !site.handler && !hasRoomForNames(site, file)) };
  // With its braces, or with those of the `try`, B declares nothing in L.
  if (braces || site.handler || hasRoomForNames(site, file)) return { block: false, braces };
  return withA ? { block: false, braces: true } : { block: true, braces };
}

/** Tells whether L is a block, and the `try` is the last of it that runs. */
export function isLastOfBlock(site: Site): boolean {
  return takesUsing(site) && site.rest.length === 0;
}

/** Tells whether L has room for the names that B declares. */
export function hasRoomForNames(site: Site, file: File): boolean {
  const { body, holder, node } = site;
  if (body.body.some(({ type }) => type === "FunctionDeclaration") && !isStrict(file, body)) return false;
  const names = new Set(lexicalNames(body, file));
  if (names.size === 0) return true;
  const scope = file.code.getScope(body).upper ?? undefined;
  const scopes = scope ? [scope, ...(scope.upper?.type === ("catch" as string) ? [scope.upper] : [])] : [];
  if (scopes.some(({ set }) => [...names].some((name) => set.has(name)))) return false;
  // A `var` deeper in L is hoisted through it.
  const hoisted = file.variables.filter(({ defs, name }) =>
    defs.some((d) => names.has(name) && isVar(d.parent ?? undefined) && contains(holder, d.name)),
  );
  if (hoisted.length > 0) return false;
  const region = site.owner && isBodyOf(holder, site.owner) ? site.owner : holder;
  if (
    referencesIn(file, region).some(
      ({ identifier }) => names.has(String(identifier.name)) && !contains(node, identifier),
    )
  ) {
    return false;
  }
  return !file.code.ast.tokens.some(
    ({ type, value, range }) =>
      (type as string) === "JSXIdentifier" &&
      names.has(value) &&
      contains(region, { range } as Node) &&
      !contains(node, { range } as Node),
  );
}

function isBodyOf(holder: Node, owner: Node): boolean {
  return "body" in owner && owner.body === holder;
}

function isVar(node: Node | undefined): boolean {
  return node?.type === "VariableDeclaration" && node.kind === "var";
}

/** Tells whether F uses no name that B declares. */
export function usesNoBodyName(site: Site, file: File): boolean {
  const names = new Set(lexicalNames(site.body, file));
  return !captured(site, file).some(({ identifier }) => names.has(String(identifier.name)));
}

/** The names that B declares for itself. */
function lexicalNames(body: Node, file: File): string[] {
  const scope = file.code.getScope(body);
  return scope.block === body ? scope.variables.map(({ name }) => name) : [];
}
