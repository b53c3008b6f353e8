// Several releases in F as one declaration each. Better code, and not equal: the rest run if one fails.

import type { Edit } from "../../edits/edit.js";
import { closingOf } from "./closing.js";
import type { File } from "../../code/file.js";
import { importOf } from "../../edits/imports.js";
import { layoutOf } from "./layout.js";
import { word } from "./names.js";
import { placementOf } from "./placement.js";
import { stepsTo } from "./release.js";
import type { Project } from "../../project/runtime.js";
import { composed, keywordOf } from "./rewrite.js";
import type { Site } from "./site.js";

/**
 * Returns the edits that declare each release of F by itself, in the reverse order of F, so that they still run in
 * F's. None if F is one release, or has comments or anything but releases in it.
 */
export function splitOf(site: Site, file: File, from: string, project: Project): readonly Edit[] | undefined {
  const { code } = file;
  const releases = site.steps.map((step) => closingOf({ steps: [step] }, file));
  if (
    releases.length < 2 ||
    code.getCommentsInside(site.node).length > code.getCommentsInside(site.body).length
  ) {
    return undefined;
  }
  const layout = layoutOf(site, code);
  const placement = placementOf(site, file, true);
  const target = layout.base + (placement.block ? layout.unit : "");
  const edits: Edit[] = [];
  const lines: string[] = [];
  const taken = new Set<string>();
  for (const release of releases) {
    if (!release?.concise) return undefined;
    const exported = release.awaited ? "deferAsync" : "defer";
    const imported = importOf(exported, from, file, project);
    if (!imported || (edits.length > 0 && imported.edits.length > 0)) {
      // Both functions at once are two edits of one import: one release at a time, then.
      if (!imported || !edits.some(({ text }) => imported.edits.some((edit) => edit.text === text)))
        return undefined;
    } else edits.push(...imported.edits);
    const name = nameFor(word(release.expression), taken, file);
    const text = layout.moved(
      release.expression.range,
      stepsTo(
        target,
        /^[ \t]*/.exec(code.lines[release.expression.loc.start.line - 1] ?? "")?.[0] ?? "",
        layout,
      ),
    );
    lines.unshift(`${keywordOf(release.awaited)} ${name} = ${imported.name}(() => ${text})${layout.semi}`);
  }
  return [...edits, { range: site.node.range, text: composed(site, file, layout, placement, lines) }];
}

function nameFor(base: string, taken: Set<string>, file: File): string {
  for (let n = 1; ; n++) {
    const name = `_${base}${n === 1 ? "" : n}`;
    if (taken.has(name) || file.words.has(name)) continue;
    taken.add(name);
    return name;
  }
}
