// By types: what a manager declares of its outcome, and what its exit takes and gives.

import type ts from "typescript";
import type { Node } from "../../code/ast.js";
import { isNullish, isOpaque, membersOf, type Types } from "../../code/types.js";
import { namesArguments } from "./reader.js";

/** Returns why a manager of this type wants to know how its block ended; "" if it does not; undefined if types do not say. */
export function wantsByType(node: Node, types: Types): string | undefined {
  const type = types.at(node);
  for (const member of membersOf(type)) {
    if (isNullish(member) || isOpaque(member)) continue;
    const reason = reasonOf(member, types);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function reasonOf(type: ts.Type, types: Types): string | undefined {
  const outcome = type.getProperty("outcome");
  const literals = outcome ? literalsOf(types.checker.getTypeOfSymbol(outcome)) : [];
  if (literals.includes("required")) return "it declares that its outcome is required";
  if (literals.includes("ignored")) return "";
  const exit = type.getProperty("__aexit__") ?? type.getProperty("__exit__");
  const declaration = exit?.declarations?.[0];
  if (!exit || !declaration) return undefined;
  const [signature] = types.checker.getTypeOfSymbol(exit).getCallSignatures();
  if (!signature) return undefined;
  const parameters = signature.getParameters().filter(({ name }) => name !== "this");
  // The protocol's own interface, or a manager of a generator, says nothing of what is behind it.
  if (isOfPackage(declaration)) return undefined;
  const { body } = declaration as { body?: ts.Node };
  if (parameters.length === 0 && !(body && namesArguments(body.getText()))) return "";
  return body ? "its exit can read the block's error" : "its exit takes the block's error";
}

/** Tells whether a manager of this type may suppress, by what its exit is declared to give; ours say it by their names. */
export function suppressesByType(node: Node, types: Types): boolean {
  return membersOf(types.at(node)).some((type) => {
    if (isNullish(type) || isOpaque(type)) return false;
    const exit = type.getProperty("__aexit__") ?? type.getProperty("__exit__");
    const declaration = exit?.declarations?.[0];
    if (!exit || !declaration || isOfPackage(declaration)) return false;
    const [signature] = types.checker.getTypeOfSymbol(exit).getCallSignatures();
    const result = signature?.getReturnType();
    return result !== undefined && membersOf(types.checker.getAwaitedType?.(result) ?? result).some(isTrue);
  });
}

/**
 * Returns why a manager wants to know that a factory of another file gives, if that file is in the program:
 * `export const connection = asyncContextManager(…)`. "" if its options say that it does not, undefined if it is none.
 */
export function wantsByFactory(callee: Node, { checker, node }: Types): string | undefined {
  const symbol = checker.getSymbolAtLocation(node(callee));
  const IS_ALIAS = 1 << 21; // ts.SymbolFlags.Alias
  const meant = symbol && symbol.flags & IS_ALIAS ? checker.getAliasedSymbol(symbol) : symbol;
  const made = (meant?.valueDeclaration as { initializer?: ts.CallExpression } | undefined)?.initializer;
  if (!made?.expression || !/\b(asyncContextManager|contextManager)$/.test(made.expression.getText()))
    return undefined;
  if (
    !isOfPackage(
      checker.getTypeAtLocation(made).getCallSignatures()[0]?.getReturnType().getSymbol()?.declarations?.[0],
    )
  )
    return undefined;
  const options = made.arguments[1]?.getText() ?? "";
  if (/\boutcome\s*:\s*["']ignored["']/.test(options)) return "";
  if (options !== "" && !/^\{[^.]*\}$/.test(options)) return undefined;
  return "it is made from a generator, to which the block's error is thrown";
}

function literalsOf(type: ts.Type): string[] {
  return membersOf(type).flatMap((member) => (member.isStringLiteral() ? [member.value] : []));
}

function isTrue(type: ts.Type): boolean {
  return ["true", "boolean"].includes((type as { intrinsicName?: string }).intrinsicName ?? "");
}

/** Declared by this package: its sources, or where it is installed. */
function isOfPackage(declaration: ts.Node | undefined): boolean {
  if (!declaration) return false;
  const { fileName } = declaration.getSourceFile();
  return (
    /\/await-using\//.test(fileName) || /\/src\/(protocol|contextlib|adapters|locks|scope)\//.test(fileName)
  );
}

/** Tells whether values of the type have `[exit]` of their own: resources that are told how their block ended. */
export function isErrorAware(node: Node, types: Types): boolean {
  return membersOf(types.at(node)).some((member) =>
    member
      .getApparentProperties()
      .some(
        (property) =>
          /^__@exit(@|$)/.test(String(property.escapedName)) && !property.declarations?.every(isOfPackage),
      ),
  );
}
