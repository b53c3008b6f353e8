// The rule `no-blind-outcome`: a manager that wants to know how its block ended, under a declaration that hides it; and what
// else makes an outcome get lost: disposers that say nothing, `dispose()` in a `finally`, results that suppression belies.

import type { Rule } from "eslint";
import type { TSESTree } from "@typescript-eslint/utils";
import { type Edit, applied } from "../../edits/edit.js";
import { pageOf } from "../../code/page.js";
import { type Awareness, awarenessOf } from "../../../doctor/awareness.js";
import { OwnExports } from "../../code/own-exports.js";
import { bare, nameOf, type Node, type Variable } from "../../code/ast.js";
import { openFile } from "../../code/file.js";
import {
  askedOf,
  entriesOn,
  FAILED,
  isInFinally,
  isSaid,
  REQUIRED,
  SAID,
  SAID_OF_STACKS,
  stackOf,
  wantingOn,
} from "./asking.js";
import { silentDisposers, toUnconfirmed } from "./disposer.js";
import { onlyReleases, type Question, suppressionOf } from "./manager.js";
import type { Body } from "./members.js";
import { toIgnored, toOk, toWith } from "./offer.js";
import { DEFAULTS, type Options, SCHEMA } from "./options.js";
import { lieOf } from "./suppression.js";
import { isErrorAware } from "./types.js";

const messages = {
  blind:
    "`{{keyword}}` hides from this manager how the block ends ({{because}}){{where}}: it ends in an UnconfirmedExitError, " +
    "also where nothing fails. Compile the project with this package's helpers, use `{{driver}}`, or say `ok()` at the " +
    "end of the block.",
  stack:
    "`{{keyword}}` hides from what is on this stack how the block ends ({{because}}){{where}}: it ends in an " +
    "UnconfirmedExitError, also where nothing fails. Compile the project with this package's helpers, use `{{driver}}`, " +
    "or say `ok()` at the end of the block.",
  resource:
    "`{{keyword}}` hides the block's error from this resource, which has [exit] to be told of it{{where}}. " +
    "Compile the project with this package's helpers, or drive it with `{{driver}}`.",
  silent:
    "This disposer runs where nobody knows how the block ended, and does not say so. Return `{{call}}(this)`: [exit] is told " +
    "of it, and the block is seen to have failed.",
  lie:
    "`{{keyword}}` goes on after the block if the error is suppressed ({{because}}): the function returns undefined, which " +
    "its type `{{type}}` does not include. Add undefined, return after the block, or use `{{driver}}`, whose result says it.",
  closed:
    "`{{method}}()` in `finally` tells a clean end to what is on this stack ({{because}}), also where an error propagates. " +
    "Use `{{driver}}`, or say `fail(error)` in a `catch`.",
  toWith: "Use `{{driver}}`, which tells it.",
  toOk: "Say `ok()` at the end: a block that throws does not come to it.",
  toIgnored: "Say that it does not matter: its generator does the same however the block ends.",
  toUnconfirmed: "Return `{{call}}(this)`.",
  toUndefined: "Add undefined to the type.",
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
    const { sourceType } = context.languageOptions as { sourceType?: string };
    let opened: Question | undefined;
    const open = (): Question => {
      if (opened) return opened;
      const file = openFile(context.sourceCode as never, context.physicalFilename, sourceType);
      const names = options.names.map((pattern) => new RegExp(pattern, "i"));
      return (opened = { file, ours: new OwnExports(file, options.modules), names });
    };
    let known: Awareness | undefined;
    const awareness = (question: Question): Awareness => {
      if (known) return known;
      if (options.aware === true || insists(question)) return (known = { aware: true, blind: [] });
      return (known =
        options.aware === "auto" ? awarenessOf(context.physicalFilename) : { aware: false, blind: [] });
    };
    const isBlind = (question: Question): boolean => {
      const { aware, blind } = awareness(question);
      return !aware || blind.length > 0;
    };
    const where = (question: Question): string => {
      const { aware, blind } = awareness(question);
      const scripts = blind.map((script) => `\`${script.name}\`, because ${script.blind}`);
      return aware && scripts.length > 0 ? ` in the script ${scripts.join(", and ")}` : "";
    };

    const report = (
      node: Node,
      messageId: "blind" | "stack" | "resource" | "silent" | "lie" | "closed",
      data: Record<string, string>,
      offers: readonly (readonly [Offer, readonly Edit[] | undefined])[] = [],
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
      const lie = (node: Node, because: string | undefined, driver: string): void => {
        const found = because !== undefined && awareness(question).aware && lieOf(declaration, file);
        if (!found) return;
        const data = { keyword, because, driver, type: found.type };
        report(node, "lie", data, [["toUndefined", found.edits]]);
      };
      if (made.type === "NewExpression" && (name === "ExitStack" || name === "AsyncExitStack")) {
        if (!variable) return;
        const suppressing = entriesOn(variable).find(({ manager }) => suppressionOf(manager, question));
        if (suppressing)
          lie(suppressing.manager, suppressionOf(suppressing.manager, question), `${name}.run`);
        const found = isSaid(variable, SAID_OF_STACKS) ? undefined : wantingOn(variable, question);
        if (!found || !isBlind(question)) return;
        report(found.node, "stack", {
          keyword,
          because: found.because,
          driver: `${name}.run`,
          where: where(question),
        });
        return;
      }
      if (made.type === "CallExpression" && (name === "enter" || name === "enterSync")) {
        const [manager, given] = made.arguments;
        if (!manager || manager.type === "SpreadElement") return;
        const isAsync = name === "enter";
        const driver = isAsync ? "withAsync" : "withSync";
        lie(manager, suppressionOf(manager, question), driver);
        if (variable && isSaid(variable, SAID)) return;
        const because = askedOf(manager, given, question);
        if (because === undefined || !isBlind(question)) return;
        const entering = { declaration, declarator, call: made, manager, variable, isAsync };
        report(manager, "blind", { keyword, because, driver, where: where(question) }, [
          ["toWith", because === REQUIRED ? undefined : toWith(entering, question)],
          ["toOk", toOk(entering, file)],
          ["toIgnored", onlyReleases(manager, question) ? toIgnored(entering) : undefined],
        ]);
        return;
      }
      if (name !== undefined || !file.types || !isErrorAware(init, file.types) || !isBlind(question)) return;
      report(init, "resource", {
        keyword,
        driver: keyword === "using" ? "ExitStack.run" : "AsyncExitStack.run",
        where: where(question),
      });
    };

    const checkBody = (node: Rule.Node): void => {
      const { file, ours } = open();
      for (const silent of silentDisposers(node as unknown as Body, file, ours)) {
        const data = { call: silent.call };
        report(silent.method.node, "silent", data, [["toUnconfirmed", toUnconfirmed(silent, file)]]);
      }
    };

    return {
      VariableDeclaration(node) {
        const declaration = node as unknown as TSESTree.VariableDeclaration;
        if (declaration.kind !== "using" && declaration.kind !== "await using") return;
        const question = open();
        for (const declarator of declaration.declarations) check(declaration, declarator, question);
      },
      ClassBody: checkBody,
      ObjectExpression: checkBody,
      CallExpression(node) {
        const call = node as unknown as TSESTree.CallExpression;
        const method = call.callee.type === "MemberExpression" ? (nameOf(call.callee) ?? "") : "";
        if (!/^dispose(Async)?$/.test(method) || !isInFinally(call)) return;
        const question = open();
        const stack = stackOf((call.callee as TSESTree.MemberExpression).object, question);
        const found = stack && !isSaid(stack.variable, FAILED) && wantingOn(stack.variable, question);
        if (!found) return;
        report(call, "closed", { method, because: found.because, driver: `${stack.name}.run` });
      },
    };
  },
};

type Offer = "toWith" | "toOk" | "toIgnored" | "toUnconfirmed" | "toUndefined";

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
