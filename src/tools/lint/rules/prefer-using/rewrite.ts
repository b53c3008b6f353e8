// The rewrite of a site, as edits of the text: the smallest change that says it.

import type { Edit } from "../../edits/edit.js";
import type { Form } from "./form.js";
import { bindingName, unusedName } from "./names.js";
import type { File } from "../../code/file.js";
import { indentAt, type Layout, layoutOf } from "./layout.js";
import { type Placement, placementOf } from "./placement.js";
import { releaseOf, stepsTo } from "./release.js";
import type { Site } from "./site.js";

/** What a rewrite needs to be told. */
export interface Plan {
  readonly site: Site;
  readonly file: File;
  readonly form: Form;
  /** F awaits. */
  readonly awaits: boolean;
  /** The local name of `defer` or `deferAsync`, or of the stack's class. */
  readonly callee: string;
  readonly style: "defer" | "stack";
}

/** Returns the edits that rewrite the site, but for the import. */
export function rewrite(plan: Plan): Edit[] {
  const { site, file, form } = plan;
  const layout = layoutOf(site, file.code);
  const isAdopted = plan.style === "stack" && form.kind === "adopt" && !form.filling;
  const isDirect = form.kind === "direct";
  const placement = placementOf(site, file, !isDirect, (isDirect || isAdopted) && !form.filling);
  if (isDirect && !form.filling) return byValue(plan, layout, placement);
  if (form.filling) return byFilling(plan, layout, placement);
  if (isAdopted) return byStack(plan, layout, placement);
  const { comments, lines } = declaration(plan, layout, placement.block);
  return [{ range: site.node.range, text: composed(site, file, layout, placement, [...comments, ...lines]) }];
}

/** The keyword for an F that awaits, or does not. */
export function keywordOf(awaits: boolean): "using" | "await using" {
  return awaits ? "await using" : "using";
}

/** The declaration of F, with the comments that go above it. */
function declaration(
  { site, file, form, awaits, callee, style }: Plan,
  layout: Layout,
  block: boolean,
): { comments: readonly string[]; lines: string[] } {
  const { arrow, comments } = releaseOf(site, file, form.closing, layout, { block });
  const keyword = keywordOf(awaits);
  if (style === "defer") {
    const name = bindingName(site, file, form.acquisition?.variable.name.replace(/^_+/, ""));
    return { comments, lines: [`${keyword} ${name} = ${callee}(${arrow})${layout.semi}`] };
  }
  const stack = unusedName("stack", site, file);
  return {
    comments,
    lines: [`${keyword} ${stack} = new ${callee}()${layout.semi}`, `${stack}.defer(${arrow})${layout.semi}`],
  };
}

/** `using x = acquire();` and B. */
function byValue({ site, file, form, awaits }: Plan, layout: Layout, placement: Placement): Edit[] {
  const { declaration: acquired } = form.acquisition as NonNullable<Form["acquisition"]>;
  const keyword = keywordOf(awaits);
  const [start] = acquired.range;
  if (!placement.block) {
    return [
      { range: [start, start + acquired.kind.length], text: keyword },
      { range: site.node.range, text: composed(site, file, layout, placement, []) },
    ];
  }
  const head = layout
    .moved([start, site.node.range[0]], 1)
    .trimEnd()
    .replace(/^(const|let)/, keyword);
  return [{ range: [start, site.node.range[1]], text: composed(site, file, layout, placement, [head]) }];
}

/** `const x = stack.adopt(acquire(), (x) => x.close());` and B. */
function byStack({ site, file, form, awaits, callee }: Plan, layout: Layout, placement: Placement): Edit[] {
  const { declaration: acquired, init, variable } = form.acquisition as NonNullable<Form["acquisition"]>;
  const { block } = placement;
  const { arrow, comments } = releaseOf(site, file, form.closing, layout, {
    block,
    parameter: variable.name,
  });
  const stack = unusedName("stack", site, file);
  const first = `${keywordOf(awaits)} ${stack} = new ${callee}()${layout.semi}`;
  const [start, end] = [acquired.range[0], site.node.range[1]];
  const opening = `${stack}.adopt(`;
  const closing = `, ${arrow})`;
  const indent = layout.eol + indentAt(start, file.code.text);
  if (!block) {
    return [
      { range: [start, start], text: [...comments, first, ""].join(indent) },
      { range: [init.range[0], init.range[0]], text: opening },
      { range: [init.range[1], init.range[1]], text: closing },
      { range: site.node.range, text: composed(site, file, layout, placement, []) },
    ];
  }
  const head =
    layout.moved([start, init.range[0]], 1) +
    opening +
    layout.moved(init.range, 1) +
    closing +
    layout.moved([init.range[1], site.node.range[0]], 1).trimEnd();
  return [{ range: [start, end], text: composed(site, file, layout, placement, [...comments, first, head]) }];
}

/** B with `const x = acquire();` where it filled x, and the release right after. */
function byFilling(plan: Plan, layout: Layout, placement: Placement): Edit[] {
  const { site, file, form, awaits } = plan;
  const { declaration: declared, declarator, init, statement } = form.filling as NonNullable<Form["filling"]>;
  const { text } = file.code;
  const { block } = placement;
  const isDirect = form.kind === "direct";
  const target = layout.base + (block ? layout.unit : "");
  const steps = stepsTo(target, indentAt(statement.range[0], text), layout);
  const { comments, lines } = isDirect ? { comments: [], lines: [] } : declaration(plan, layout, block);
  const line = text
    .slice(statement.range[1])
    .match(/^[ \t]*(\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*)?(?=\r?\n)/);
  const after = statement.range[1] + (line?.[0].length ?? 0);
  const id = declarator.id;
  const name = text.slice(...id.range);
  const own = [
    `${isDirect ? keywordOf(awaits) : "const"} ${name} = `,
    layout.moved([init.range[0], after], steps),
    ...[...comments, ...lines].map((part) => layout.eol + target + part),
  ].join("");
  const [from, to] = innerRange(site, file);
  const inner =
    layout.moved([from, statement.range[0]], steps) +
    own +
    layout.moved([after, to], steps).replace(/^[ \t]+(?=\S)/, layout.eol + target);
  const body = block ? `{${layout.eol}${target}${inner}${layout.eol}${layout.base}}` : inner;
  return [
    removed(declared.range, text),
    { range: site.node.range, text: ended(site, file, layout, body, !block) },
  ];
}

/** The declaration's head, then B or the `try` with its `catch`, in a block if need be. */
export function composed(
  site: Site,
  file: File,
  layout: Layout,
  { block, braces }: Placement,
  head: readonly string[],
): string {
  const { base, unit, eol } = layout;
  const { body, handler, node } = site;
  const target = base + (block ? unit : "");
  const isInline = layout.inline && !block && head.every((line) => !line.includes("//"));
  let rest: string;
  if (handler) rest = layout.moved([node.range[0], handler.range[1]], block ? 1 : 0);
  else if (braces) rest = layout.moved(body.range, block ? 1 : 0);
  else {
    const inner = innerRange(site, file);
    rest = layout.moved(inner, stepsTo(target, indentAt(inner[0], file.code.text), layout));
  }
  const lines = [...head, rest].filter((line) => line !== "");
  const last = head.at(-1);
  // Without semicolons, a line that starts so would go on with the one before.
  if (last !== undefined && layout.semi === "" && /^[([`+\-*/,.]/.test(rest) && !/^\/[/*]/.test(rest)) {
    lines[lines.length - 2] = `${last};`;
  }
  if (isInline)
    return lines.map((line, i) => (i < head.length && layout.semi === "" ? `${line};` : line)).join(" ");
  if (block) return `{${eol}${lines.map((line) => target + line).join(eol)}${eol}${base}}`;
  return ended(site, file, layout, lines.join(eol + base), !handler && !braces);
}

/** A line comment at the end of B must not swallow what follows the `try` on its line. */
function ended(site: Site, file: File, { eol, base }: Layout, text: string, flat: boolean): string {
  const [, to] = innerRange(site, file);
  const isComment = file.code
    .getCommentsInside(site.body)
    .some(({ type, range }) => (type as string) === "Line" && range[1] === to);
  const [following = ""] = /^[^\r\n]*/.exec(file.code.text.slice(site.node.range[1])) ?? [];
  return flat && isComment && following.trim() !== "" ? text + eol + base : text;
}

/** What is between B's braces, without the space at its ends. */
function innerRange({ body }: Site, { code }: File): [number, number] {
  const [start, end] = [body.range[0] + 1, body.range[1] - 1];
  const inner = code.text.slice(start, end);
  const from = start + (inner.length - inner.trimStart().length);
  return from > end ? [end, end] : [from, start + inner.trimEnd().length];
}

/** A statement that goes, with its line if that is left empty, and the empty lines below it. */
function removed([start, end]: readonly [number, number], text: string): Edit {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const isFirst = text.slice(lineStart, start).trim() === "";
  const [rest = ""] = /^[ \t]*(\r?\n[ \t]*)+(?=\S)/.exec(text.slice(end)) ?? [];
  if (!isFirst || rest === "") return { range: [start, end], text: "" };
  return { range: [start, end + rest.length], text: "" };
}
