// F as the callback of `defer`: concise if it is one call, else F's own block, with its comments either way.

import type { TSESTree } from "@typescript-eslint/utils";
import { awaits } from "../../code/await.js";
import { contains } from "../../code/ast.js";
import type { Closing } from "./closing.js";
import type { File } from "../../code/file.js";
import { indentAt, type Layout } from "./layout.js";
import type { Site } from "./site.js";
import { isAwaitable } from "../../code/types.js";

/** F as an arrow. */
export interface Release {
  readonly arrow: string;
  /** Comments that stood around F, to stand above the declaration. */
  readonly comments: readonly string[];
}

/** Returns F as an arrow; `parameter` names the value that a stack hands to it. */
export function releaseOf(
  site: Site,
  file: File,
  closing: Closing | undefined,
  layout: Layout,
  { block, parameter = "" }: { block: boolean; parameter?: string },
): Release {
  const { code } = file;
  const gaps = gapComments(site, file).map((comment) => code.getText(comment as never));
  const target = layout.base + (block ? layout.unit : "");
  const [step] = site.steps;
  const inside = code.getCommentsInside(site.finalizer);
  const isAbove = (comment: TSESTree.Comment): boolean =>
    step !== undefined && comment.range[1] <= step.range[0];
  const isKept = (comment: TSESTree.Comment): boolean =>
    isAbove(comment) || (closing !== undefined && contains(closing.expression, comment as never));
  if (step && closing?.concise && inside.every(isKept) && isTyped(closing, file)) {
    const steps = stepsTo(target, indentAt(step.range[0], code.text), layout);
    const above = inside.filter(isAbove).map((comment) => code.getText(comment as never));
    const call = layout.moved(closing.expression.range, steps);
    return { arrow: `(${parameter}) => ${call}`, comments: [...gaps, ...above] };
  }
  const body = layout.moved(site.finalizer.range, block ? 1 : 0);
  return {
    arrow: `${awaits(site.finalizer, file) ? "async " : ""}(${parameter}) => ${body}`,
    comments: gaps,
  };
}

/** How many steps further in, or out, a line moves from one indentation to another. */
export function stepsTo(target: string, from: string, { unit }: Layout): -1 | 0 | 1 {
  if (target === from + unit) return 1;
  return target + unit === from ? -1 : 0;
}

/** The comments between the parts of the `try`, which belong to none of them. */
export function gapComments({ node, body, handler, finalizer }: Site, { code }: File): TSESTree.Comment[] {
  return code.getCommentsInside(node).filter(({ range: [start, end] }) => {
    if (start >= (handler ?? body).range[1]) return end <= finalizer.range[0];
    return !handler && end <= body.range[0];
  });
}

/** What `deferAsync` takes returns something to await, or nothing. */
function isTyped({ awaited, expression }: Closing, { types }: File): boolean {
  return !awaited || !types || isAwaitable(types.at(expression));
}
