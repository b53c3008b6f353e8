// Which form a site takes: the value itself, the release of one value, or a release; and why not a better one.

import type { Variable } from "../../code/ast.js";
import { type Acquisition, type Filling, r2, r3, r4, r6 } from "./acquisition.js";
import { type Closing, closingOf, isGuarded, r5, released } from "./closing.js";
import { whyNotDirect } from "./direct.js";
import type { File } from "../../code/file.js";
import { placementOf, p3 } from "./placement.js";
import { gapComments } from "./release.js";
import type { Site } from "./site.js";

/** The form of a site. */
export interface Form {
  readonly kind: "direct" | "adopt" | "defer";
  /** The condition that keeps it from the form before. */
  readonly because: string;
  readonly closing: Closing | undefined;
  /** What F releases, where it was acquired: for `direct` and `adopt`. */
  readonly acquisition: Acquisition | undefined;
  /** The same, if B acquires it: R6. */
  readonly filling: Filling | undefined;
  readonly variable: Variable | undefined;
}

/** Returns the form that a site takes. */
export function formOf(site: Site, file: File): Form {
  const closing = closingOf(site, file);
  const variable = closing && released(closing, site, file);
  const form = { closing, variable, acquisition: undefined, filling: undefined };
  const defer = (because: string): Form => ({ ...form, kind: "defer", because });
  if (!closing || !variable) return defer(site.steps.length > 1 ? "R7" : "R1");
  const isGuardless = closing.guards.length === 0;
  if (!isGuardless && !r5(closing, variable)) return defer("R5");
  const filling = r6(variable, site, file);
  const acquisition = filling ?? r2(variable, site);
  if (!acquisition) return defer("R2");
  if (filling && !isGuarded(closing, variable, file)) return defer("R6");
  const placement = placementOf(site, file, true);
  const block = !p3(site) || placement.block;
  // B's own braces would keep the filled name from F.
  if (filling && placement.braces) return defer("P5");
  if (!filling && !r3(acquisition, site, file, block)) return defer("R3");
  if (!filling && !r4(acquisition, site, block)) return defer("R4");
  const found = { ...form, acquisition, filling };
  const hasComments = file.code.getCommentsInside(site.finalizer).length + gapComments(site, file).length > 0;
  const because = whyNotDirect(closing, acquisition, file) ?? (hasComments ? "F2" : undefined);
  return because ? { ...found, kind: "adopt", because } : { ...found, kind: "direct", because: "" };
}
