// Which form a site takes: the value itself, the release of one value, or a release; and why not a better one.

import type { Variable } from "../../code/ast.js";
import {
  type Acquisition,
  type Filling,
  acquisitionOf,
  isInertBetween,
  isUnusedAfter,
  fillingOf,
} from "./acquisition.js";
import { type Closing, closingOf, isGuarded, isNullChecked, released } from "./closing.js";
import { whyNotDirect } from "./direct.js";
import type { File } from "../../code/file.js";
import { placementOf, isLastOfBlock } from "./placement.js";
import type { Shortfall } from "./messages.js";
import { gapComments } from "./release.js";
import type { Site } from "./site.js";

/** The form of a site. */
export interface Form {
  readonly kind: "direct" | "adopt" | "defer";
  /** What keeps it from the form before; "" if there is none before. */
  readonly because: Shortfall | "";
  readonly closing: Closing | undefined;
  /** What F releases, where it was acquired: for `direct` and `adopt`. */
  readonly acquisition: Acquisition | undefined;
  /** The same, if B acquires it. */
  readonly filling: Filling | undefined;
  readonly variable: Variable | undefined;
}

/** Returns the form that a site takes. */
export function formOf(site: Site, file: File): Form {
  const closing = closingOf(site, file);
  const variable = closing && released(closing, site, file);
  const form = { closing, variable, acquisition: undefined, filling: undefined };
  const defer = (because: Shortfall): Form => ({ ...form, kind: "defer", because });
  if (!closing || !variable) return defer(site.steps.length > 1 ? "severalSteps" : "notOneCall");
  const isGuardless = closing.guards.length === 0;
  if (!isGuardless && !isNullChecked(closing, variable)) return defer("otherGuard");
  const filling = fillingOf(variable, site, file);
  const acquisition = filling ?? acquisitionOf(variable, site);
  if (!acquisition) return defer("noAcquisition");
  if (filling && !isGuarded(closing, variable, file)) return defer("filledOtherwise");
  const placement = placementOf(site, file, true);
  const block = !isLastOfBlock(site) || placement.block;
  // B's own braces would keep the filled name from F.
  if (filling && placement.braces) return defer("usesBodyName");
  if (!filling && !isInertBetween(acquisition, site, file, block)) return defer("mayThrowBetween");
  if (!filling && !isUnusedAfter(acquisition, site, block)) return defer("usedAfter");
  const found = { ...form, acquisition, filling };
  const hasComments = file.code.getCommentsInside(site.finalizer).length + gapComments(site, file).length > 0;
  const because = whyNotDirect(closing, acquisition, file) ?? (hasComments ? "hasComments" : undefined);
  return because ? { ...found, kind: "adopt", because } : { ...found, kind: "direct", because: "" };
}
