// The names of anonymous functions and classes: NamedEvaluation, which a call around the initializer prevents.

import type { types as t, Visitor } from "@babel/core";
import { isAnonymousDefinition } from "../plan/tree.js";
import { declaresResource, placed } from "./declarations.js";

/** Names the anonymous functions and classes that are initializers of resources. */
export function nameVisitor(types: typeof t): Visitor {
  return {
    VariableDeclaration({ node }) {
      if (declaresResource(node)) nameInitializers(node, types);
    },
  };
}

/**
 * Makes each initializer that is an anonymous function or class one that an engine names after its variable:
 * `using f = () => {}` becomes `using f = { f: () => {} }.f`. Unlike a helper that sets the name later, it is there
 * when static fields and blocks of a class look.
 */
export function nameInitializers({ declarations }: t.VariableDeclaration, types: typeof t): void {
  for (const declarator of declarations) {
    if (declarator.id.type === "Identifier" && declarator.init) {
      declarator.init = named(declarator.init, declarator.id.name, types);
    }
  }
}

/** The expression `value`, which names an anonymous function or class `name`. */
export function named(value: t.Expression, name: string, types: typeof t): t.Expression {
  if (!isAnonymousDefinition(value)) return value;
  // `{ __proto__: … }` would set the prototype, and Babel's decorators would make a `class default` of `{ default: … }`.
  const computed = name === "__proto__" || (name === "default" && isDecorated(value));
  const key = (): t.Expression => (computed ? types.stringLiteral(name) : types.identifier(name));
  return placed(
    types.memberExpression(
      types.objectExpression([placed(types.objectProperty(key(), value, computed), value)]),
      key(),
      computed,
    ),
    value,
  );
}

function isDecorated(value: t.Expression): boolean {
  if (value.type !== "ClassExpression") return false;
  const members = value.body.body as readonly { readonly decorators?: readonly t.Decorator[] | null }[];
  return [value, ...members].some(({ decorators }) => decorators && decorators.length > 0);
}
