// What asks how its block ended: a manager with the options it is entered with, and what is put on a stack.

import type { TSESTree } from "@typescript-eslint/utils";
import { around, bare, isFunction, nameOf, type Node, type Variable } from "../../code/ast.js";
import { declarationOf, variableOf } from "../../code/file.js";
import { bodyOf, functionOf, type Question, reasonOf } from "./reasons.js";
import { methodsOf, propertyOf } from "./members.js";
import { canRead } from "./reader.js";

/** Why a manager asks that is entered with `outcome: "required"`. */
export const REQUIRED_BY_OPTIONS = "its outcome is required";

/** Why this manager, entered with these options, asks how its block ended; undefined if it does not, or nothing says so. */
export function askedOf(manager: Node, given: Node | undefined, question: Question): string | undefined {
  const options = given && bare(given);
  if (!options || (options.type === "Identifier" && options.name === "undefined")) {
    return reasonOf(manager, question);
  }
  if (options.type !== "ObjectExpression") return undefined;
  const outcome = propertyOf(options, "outcome");
  if (outcome)
    return outcome.type === "Literal" && outcome.value === "required" ? REQUIRED_BY_OPTIONS : undefined;
  const isRead = options.properties.every((property) => property.type === "Property" && !property.computed);
  return isRead ? reasonOf(manager, question) : undefined;
}

/** The methods that say to a resource how its block ended. */
export const OUTCOME_METHODS = ["ok", "fail"];
export const FAILURE_METHODS = ["fail"];
/** A stack is moved away, too, or emptied where the block ends well. */
export const STACK_OUTCOME_METHODS = [...OUTCOME_METHODS, "move", "dispose", "disposeAsync"];

/** Tells whether one of `methods` is called on `variable`, or may be, because it is passed on. */
export function mayCall({ references }: Variable, methods: readonly string[]): boolean {
  return references
    .filter(({ init }) => init !== true)
    .some(({ identifier: { parent } }) => {
      if (parent?.type !== "MemberExpression") return true;
      return methods.includes(nameOf(parent) ?? "");
    });
}

interface Entry {
  readonly method: string;
  readonly call: TSESTree.CallExpression;
  readonly manager: Node;
  readonly given: Node | undefined;
}

/** What is put on a stack. */
export function entriesOn({ references }: Variable): Entry[] {
  return references.flatMap(({ init, identifier }): Entry[] => {
    const call = identifier.parent?.parent;
    if (init === true || call?.type !== "CallExpression" || call.callee !== identifier.parent) return [];
    const [manager, given] = call.arguments;
    return manager ? [{ method: nameOf(call.callee) ?? "", call, manager, given }] : [];
  });
}

/** Finds on a stack what asks how the stack's block ended. */
export function wantingOn(
  variable: Variable,
  question: Question,
): { node: Node; because: string } | undefined {
  const { file, ours } = question;
  for (const { method, call, manager, given } of entriesOn(variable)) {
    let because: string | undefined;
    if (method === "deferOnSuccess" || method === "deferOnError") {
      because = `\`${method}\` asks how the block ended`;
      return { node: call, because };
    } else if (/^enter(Sync)?$/.test(method)) because = askedOf(manager, given, question);
    else if (method === "exit") {
      const fn = functionOf(manager, file);
      because = fn
        ? canRead(fn, 0, file.code)
          ? "its exit can read the block's error"
          : undefined
        : reasonOf(manager, question);
    } else if (method === "use") {
      const body = bodyOf(bare(manager), file);
      const isAware = body && methodsOf(body, file, ours).some(({ key }) => key === "[exit]");
      if (isAware) because = "it has [exit] to be told of the block's error";
    }
    if (because !== undefined) return { node: manager, because };
  }
  return undefined;
}

/** The exit stack of ours that a variable holds by `const stack = new ExitStack()`, and its class. */
export function stackOf(
  object: Node,
  { file, ours }: Question,
): { variable: Variable; name: string } | undefined {
  const node = bare(object);
  const variable = node.type === "Identifier" ? variableOf(file, node) : undefined;
  const { declaration, declarator } = (variable && declarationOf(variable)) ?? {};
  const init = declarator?.init && bare(declarator.init);
  if (!variable || init?.type !== "NewExpression" || /using$/.test(declaration?.kind ?? "")) return undefined;
  const name = ours.nameOf(init.callee) ?? "";
  return /^(Async)?ExitStack$/.test(name) ? { variable, name } : undefined;
}

/** In the finalizer of a `try`, or in what `.finally()` calls. */
export function isInFinally(call: Node): boolean {
  let inner = call;
  for (const parent of around(call)) {
    if (parent.type === "TryStatement" && parent.finalizer === inner) return true;
    if (isFunction(parent)) {
      const { parent: outer } = parent;
      return (
        outer?.type === "CallExpression" &&
        bare(outer.callee).type === "MemberExpression" &&
        nameOf(bare(outer.callee)) === "finally"
      );
    }
    inner = parent;
  }
  return false;
}
