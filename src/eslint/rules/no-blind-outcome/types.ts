// By types: what a manager declares of its outcome, and what its exit takes and gives.

import type ts from "typescript";
import type { Node } from "../prefer-using/ast.js";
import { isNullish, isOpaque, membersOf, type Types } from "../prefer-using/types.js";

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
  const parameters = (signature?.getParameters() ?? []).filter(({ name }) => name !== "this");
  if (!signature || parameters.length === 0) return "";
  // The protocol's own interface, or a manager of a generator, says nothing of what is behind it.
  if (isOfPackage(declaration)) return undefined;
  const isBody = (declaration as { body?: unknown }).body !== undefined;
  if (isBody)
    return parameters.every(({ name }) => name.startsWith("_")) ? "" : "its exit takes the block's error";
  const returned = types.checker.getAwaitedType?.(signature.getReturnType()) ?? signature.getReturnType();
  return membersOf(returned).some(isTrue) ? "its exit can suppress the block's error" : undefined;
}

function literalsOf(type: ts.Type): string[] {
  return membersOf(type).flatMap((member) => (member.isStringLiteral() ? [member.value] : []));
}

function isTrue(type: ts.Type): boolean {
  return ["true", "boolean"].includes((type as { intrinsicName?: string }).intrinsicName ?? "");
}

/** Declared by this package: its sources, or where it is installed. */
function isOfPackage(declaration: ts.Node): boolean {
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
