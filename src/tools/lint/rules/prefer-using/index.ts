// The rule `prefer-using`: a `try … finally` that releases something becomes a declaration that does.

import type { Rule } from "eslint";
import { resolve } from "node:path";
import type { TSESTree } from "@typescript-eslint/utils";
import { type File, openFile } from "../../code/file.js";
import { pageOf } from "../../code/page.js";
import { readsUsing } from "../../code/parser.js";
import { applied } from "../../edits/edit.js";
import { MESSAGES } from "./messages.js";
import { isWithin, type Options, SCHEMA, type Settings, withDefaults } from "./options.js";
import { siteAt } from "./site.js";
import { judge, type Offer } from "./verdict.js";

/** The rule `prefer-using`. */
export const preferUsing: Rule.RuleModule = {
  meta: {
    type: "suggestion",
    docs: {
      description: "Prefer `using` and `await using` to `try … finally`",
      recommended: true,
      url: pageOf("prefer-using"),
    },
    fixable: "code",
    hasSuggestions: true,
    schema: SCHEMA,
    messages: MESSAGES,
  },
  create(context) {
    const settings = withDefaults(context.options[0] as Options | undefined);
    let file: File | undefined;
    return {
      TryStatement(node) {
        const site = siteAt(node as unknown as TSESTree.TryStatement);
        if (!site) return;
        const { sourceType } = context.languageOptions as { sourceType?: string };
        file ??= openFile(
          context.sourceCode as never,
          resolve(context.cwd, context.physicalFilename),
          sourceType,
        );
        const verdict = judge(site, file, settings, readsUsing(context));
        const loc = context.sourceCode.getFirstToken(node)?.loc ?? node.loc;
        if (!loc) return;
        if ("stays" in verdict) {
          if (settings.reportRefused) context.report({ loc, messageId: verdict.stays });
          return;
        }
        report(context, loc, verdict, settings);
      },
    };
  },
};

function report(
  context: Rule.RuleContext,
  loc: NonNullable<TSESTree.Node["loc"]>,
  { form: { kind }, edits, split, data }: Offer,
  { fix }: Settings,
): void {
  const isFixed = isWithin(kind, fix);
  const messageId = { direct: "toDirect", adopt: "toAdopt", defer: "toDefer" }[kind];
  context.report({
    loc,
    messageId: kind,
    data,
    fix: isFixed ? applied(edits) : null,
    suggest: [
      ...(isFixed ? [] : [{ messageId, data, fix: applied(edits) }]),
      ...(split ? [{ messageId: "toSplit", data, fix: applied(split) }] : []),
    ],
  });
}
