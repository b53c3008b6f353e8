// The rule `no-blind-outcome`: a manager that wants to know how its block ended, under a declaration that hides it; and what
// else makes an outcome get lost: disposers that say nothing, `dispose()` in a `finally`, results that suppression belies.

import type { Rule } from "eslint";
import type { TSESTree } from "@typescript-eslint/utils";
import { nameOf } from "../../code/ast.js";
import { pageOf } from "../../code/page.js";
import { FAILURE_METHODS, isInFinally, mayCall, stackOf, wantingOn } from "./asking.js";
import { checkDeclarator } from "./declaration.js";
import { silentDisposers, toUnconfirmed } from "./disposer.js";
import { Linted } from "./linted.js";
import type { Body } from "./members.js";
import { MESSAGES } from "./messages.js";
import { SCHEMA } from "./options.js";

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
    messages: MESSAGES,
  },
  create(context) {
    const linted = new Linted(context);
    return {
      VariableDeclaration(node) {
        const declaration = node as unknown as TSESTree.VariableDeclaration;
        if (declaration.kind !== "using" && declaration.kind !== "await using") return;
        for (const declarator of declaration.declarations) checkDeclarator(linted, declaration, declarator);
      },
      ClassBody: (node) => checkDisposers(linted, node as unknown as Body),
      ObjectExpression: (node) => checkDisposers(linted, node as unknown as Body),
      CallExpression: (node) => checkClosing(linted, node as unknown as TSESTree.CallExpression),
    };
  },
};

function checkDisposers(linted: Linted, body: Body): void {
  const { file, ours } = linted.question;
  for (const silent of silentDisposers(body, file, ours)) {
    const data = { call: silent.call };
    linted.report(silent.method.node, "silent", data, [["toUnconfirmed", toUnconfirmed(silent, file)]]);
  }
}

/** `stack.dispose()` in a `finally`. */
function checkClosing(linted: Linted, call: TSESTree.CallExpression): void {
  const { callee } = call;
  const method = callee.type === "MemberExpression" ? (nameOf(callee) ?? "") : "";
  if (callee.type !== "MemberExpression" || !/^dispose(Async)?$/.test(method) || !isInFinally(call)) return;
  const { question } = linted;
  const stack = stackOf(callee.object, question);
  const found = stack && !mayCall(stack.variable, FAILURE_METHODS) && wantingOn(stack.variable, question);
  if (found) linted.report(call, "closed", { method, because: found.because, driver: `${stack.name}.run` });
}
