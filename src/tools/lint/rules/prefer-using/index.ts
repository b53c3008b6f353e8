// The rule `prefer-using`: a `try … finally` that releases something becomes a declaration that does.

import type { Rule } from "eslint";
import { resolve } from "node:path";
import type { TSESTree } from "@typescript-eslint/utils";
import { readsUsing } from "../../code/parser.js";
import { pageOf } from "../../code/page.js";
import type { Edit } from "../../edits/edit.js";
import { awaits } from "../../code/await.js";
import { type File, openFile } from "../../code/file.js";
import { type Form, formOf } from "./form.js";
import { importOf } from "../../edits/imports.js";
import { type Condition, MESSAGES, type Taste } from "./messages.js";
import { t1, t2, t3 } from "./narrowing.js";
import { n1, n2, n3, n4, n5, n6 } from "./never.js";
import { isWithin, type Options, SCHEMA, withDefaults } from "./options.js";
import { keywordOf, rewrite } from "./rewrite.js";
import { projectOf } from "../../project/runtime.js";
import { type Site, siteAt } from "./site.js";
import { splitOf } from "./split.js";
import { tasteOf } from "./taste.js";
import { readerOf } from "./warning.js";

type Settings = ReturnType<typeof withDefaults>;

/** What is done about a site. */
type Verdict =
  | { readonly stays: Condition | Taste }
  | {
      readonly form: Form;
      readonly edits: readonly Edit[];
      readonly split: readonly Edit[] | undefined;
      readonly data: Record<string, string>;
    };

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
  { form: { kind }, edits, split, data }: Exclude<Verdict, { stays: unknown }>,
  { fix }: Settings,
): void {
  const apply =
    (changes: readonly Edit[]) =>
    (fixer: Rule.RuleFixer): Rule.Fix[] =>
      changes.map(({ range, text }) => fixer.replaceTextRange([...range], text));
  const isFixed = isWithin(kind, fix);
  const messageId = { direct: "toDirect", adopt: "toAdopt", defer: "toDefer" }[kind];
  context.report({
    loc,
    messageId: kind,
    data,
    fix: isFixed ? apply(edits) : null,
    suggest: [
      ...(isFixed ? [] : [{ messageId, data, fix: apply(edits) }]),
      ...(split ? [{ messageId: "toSplit", data, fix: apply(split) }] : []),
    ],
  });
}

/** Decides about a site: the conditions that forbid, then taste, then the best form. */
function judge(site: Site, file: File, settings: Settings, isReadable: boolean): Verdict {
  const project = projectOf(file.path);
  const runs = settings.runtime === "auto" ? project.runsUsing : settings.runtime;
  const never: [Condition, boolean][] = [
    ["N3", n3(site)],
    ["N1", n1(site, file)],
    ["N2", n2(site, file)],
    ["N4", n4(site, file)],
    ["N5", n5(site, file)],
    ["N6", n6(site, file, settings.serializers)],
    ["N7", !runs],
    ["N8", !isReadable],
  ];
  const forbidden = never.find(([, holds]) => holds);
  if (forbidden) return { stays: forbidden[0] };
  const taste = settings.poorTaste ? undefined : tasteOf(site, file);
  if (taste) return { stays: taste };
  const form = formOf(site, file);
  const isAwaited = awaits(site.finalizer, file);
  const keyword = keywordOf(isAwaited);
  const name = form.acquisition?.variable.name ?? "";
  const reader = readerOf(site, file);
  const warning =
    reader === undefined ? "" : ` The \`catch\` on line ${reader} sees a SuppressedError if both throw (E1).`;
  const data = { keyword, name, because: form.because, warning, callee: "" };
  if (form.kind === "direct")
    return { form, data, split: undefined, edits: rewriteWith(site, file, form, isAwaited) };

  const narrowed = (["T1", "T2", "T3"] as const).find((condition) =>
    ({ T1: t1, T2: t2, T3: t3 })[condition](site, file, form.filling?.variable),
  );
  if (narrowed) return { stays: narrowed };
  const exported = calleeFor(settings.style, isAwaited);
  const from = settings.style === "stack" ? `${settings.importFrom}/ponyfill` : settings.importFrom;
  const imported = importOf(exported, from, file, project);
  if (!imported) return { stays: "P7" };
  const split = settings.improve ? splitOf(site, file, settings.importFrom, project) : undefined;
  return {
    form,
    data: { ...data, callee: exported },
    edits: [...imported.edits, ...rewriteWith(site, file, form, isAwaited, imported.name, settings.style)],
    split,
  };
}

function rewriteWith(
  site: Site,
  file: File,
  form: Form,
  isAwaited: boolean,
  callee = "",
  style: Settings["style"] = "defer",
): Edit[] {
  return rewrite({ site, file, form, awaits: isAwaited, callee, style });
}

function calleeFor(style: Settings["style"], isAwaited: boolean): string {
  if (style === "stack") return isAwaited ? "AsyncDisposableStack" : "DisposableStack";
  return isAwaited ? "deferAsync" : "defer";
}
