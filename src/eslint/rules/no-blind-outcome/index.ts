// The rule `no-blind-outcome`: a manager that wants to know how its block ended, under a declaration that hides it.

import type { Rule } from "eslint";
import type { TSESTree } from "@typescript-eslint/utils";
import { isAwareProject } from "../../awareness.js";
import { Ours } from "../../ours.js";
import { applied, pageOf } from "../../place.js";
import { bare, nameOf, type Node, type Variable } from "../prefer-using/ast.js";
import { openFile } from "../prefer-using/file.js";
import type { Edit } from "../prefer-using/imports.js";
import { type Question, reasonOf } from "./manager.js";
import { toRequired, toWith } from "./offer.js";
import { DEFAULTS, type Options, SCHEMA } from "./options.js";
import { isErrorAware } from "./types.js";

const messages = {
  blind:
    "`{{keyword}}` hides the block's error from this manager ({{because}}): it is told a clean end even if the block " +
    "throws. Use `{{driver}}`, or require an outcome and say `ok()`.",
  stack:
    "`{{keyword}}` hides the block's error from this stack, and from what is on it ({{because}}). " +
    "Use `{{driver}}`, or say `ok()` at the end of the block.",
  resource:
    "`{{keyword}}` hides the block's error from this resource, which has [exit] to be told of it. " +
    "Compile the project with this package's helpers, or drive it with `{{driver}}`.",
  toWith: "Use `{{driver}}`, which tells it.",
  toRequired: "Require an outcome: nothing is committed without `ok()`.",
} as const;

/** A manager that is entered under `using` or `await using`. */
export interface Entering {
  readonly declaration: TSESTree.VariableDeclaration;
  readonly declarator: TSESTree.VariableDeclarator;
  readonly call: TSESTree.CallExpression;
  readonly manager: TSESTree.Expression;
  readonly variable: Variable | undefined;
  readonly isAsync: boolean;
}

/** The rule `no-blind-outcome`. */
export const noBlindOutcome: Rule.RuleModule = {
  meta: {
    type: "problem",
    docs: {
      description: "Disallow `using` that hides the block's error from a manager that wants to know",
      recommended: true,
      url: pageOf("no-blind-outcome"),
    },
    hasSuggestions: true,
    schema: SCHEMA,
    messages,
  },
  create(context) {
    const options = { ...DEFAULTS, ...(context.options[0] as Options | undefined) };
    if (options.aware === true) return {};
    const { sourceType } = context.languageOptions as { sourceType?: string };
    let opened: Question | undefined;
    const open = (): Question => {
      if (opened) return opened;
      const file = openFile(context.sourceCode as never, context.physicalFilename, sourceType);
      const names = options.names.map((pattern) => new RegExp(pattern, "i"));
      return (opened = { file, ours: new Ours(file, options.modules), names });
    };
    let blind: boolean | undefined;
    const isBlind = (question: Question): boolean =>
      (blind ??=
        !(options.aware === "auto" && isAwareProject(context.physicalFilename)) && !insists(question));

    const report = (
      node: Node,
      messageId: "blind" | "stack" | "resource",
      data: Record<string, string>,
      offers: readonly (readonly ["toWith" | "toRequired", readonly Edit[] | undefined])[] = [],
    ): void => {
      context.report({
        node: node as unknown as Rule.Node,
        messageId,
        data,
        suggest: offers.flatMap(([id, edits]) =>
          edits ? [{ messageId: id, data, fix: applied(edits) }] : [],
        ),
      });
    };

    const check = (
      declaration: TSESTree.VariableDeclaration,
      declarator: TSESTree.VariableDeclarator,
      question: Question,
    ): void => {
      const { file, ours } = question;
      const { kind: keyword } = declaration;
      const init = declarator.init && bare(declarator.init);
      if (!init) return;
      const [variable] = file.code.getDeclaredVariables?.(declarator) ?? [];
      const made = init.type === "AwaitExpression" ? bare(init.argument) : init;
      const name =
        made.type === "CallExpression" || made.type === "NewExpression"
          ? ours.nameOf(made.callee)
          : undefined;
      if (made.type === "NewExpression" && (name === "ExitStack" || name === "AsyncExitStack")) {
        const found = variable && wantingOn(variable, question);
        if (!found || !isBlind(question)) return;
        report(found.node, "stack", { keyword, because: found.because, driver: `${name}.run` });
        return;
      }
      if (made.type === "CallExpression" && (name === "enter" || name === "enterSync")) {
        const [manager, given] = made.arguments;
        if (!manager || manager.type === "SpreadElement" || saysOutcome(given)) return;
        if (variable && isSaid(variable)) return;
        const because = reasonOf(manager, question);
        if (because === undefined || !isBlind(question)) return;
        const isAsync = name === "enter";
        const entering = { declaration, declarator, call: made, manager, variable, isAsync };
        const driver = isAsync ? "withAsync" : "withSync";
        report(manager, "blind", { keyword, because, driver }, [
          ["toWith", toWith(entering, question)],
          ["toRequired", toRequired(entering, file)],
        ]);
        return;
      }
      if (name !== undefined || !file.types || !isErrorAware(init, file.types) || !isBlind(question)) return;
      report(init, "resource", {
        keyword,
        driver: keyword === "using" ? "ExitStack.run" : "AsyncExitStack.run",
      });
    };

    return {
      VariableDeclaration(node) {
        const declaration = node as unknown as TSESTree.VariableDeclaration;
        if (declaration.kind !== "using" && declaration.kind !== "await using") return;
        const question = open();
        for (const declarator of declaration.declarations) check(declaration, declarator, question);
      },
    };
  },
};

/** Tells whether the options say something of the outcome, or cannot be read here. */
function saysOutcome(given: Node | undefined): boolean {
  if (!given) return false;
  const options = bare(given);
  if (options.type !== "ObjectExpression") return nameOf(options) !== "undefined";
  return options.properties.some((p) => p.type !== "Property" || p.computed || nameOf(p.key) === "outcome");
}

/** Tells whether `ok()` or `fail(error)` is called on `variable`, or may be, because it is passed on. */
function isSaid({ references }: Variable): boolean {
  return references
    .filter(({ init }) => init !== true)
    .some(({ identifier: { parent } }) => {
      if (parent?.type !== "MemberExpression") return true;
      return ["ok", "fail"].includes(nameOf(parent) ?? "");
    });
}

/** Finds on a stack what wants to know how the stack's block ended. */
function wantingOn(variable: Variable, question: Question): { node: Node; because: string } | undefined {
  const calls = variable.references.filter(({ init }) => init !== true);
  if (isSaid(variable)) return undefined;
  for (const { identifier } of calls) {
    const call = identifier.parent?.parent;
    if (call?.type !== "CallExpression" || call.callee !== identifier.parent) continue;
    const method = nameOf(call.callee) ?? "";
    if (method === "deferOnSuccess" || method === "deferOnError") {
      return { node: call, because: `\`${method}\` asks how the block ended` };
    }
    const [manager, given] = call.arguments;
    if (!/^enter(Sync)?$/.test(method) || !manager || saysOutcome(given)) continue;
    const because = reasonOf(manager, question);
    if (because !== undefined) return { node: manager, because };
  }
  return undefined;
}

/** Tells whether the file checks at run time that its blocks are told: `using _ = aware(true);`. */
function insists({ file, ours }: Question): boolean {
  return file.references.some(({ identifier }) => {
    const { parent } = identifier as Node;
    const call = parent?.type === "MemberExpression" ? parent.parent : parent;
    if (call?.type !== "CallExpression" || ours.nameOf(call.callee) !== "aware") return false;
    const [insisting] = call.arguments;
    return insisting?.type === "Literal" && insisting.value === true;
  });
}
