/**
 * The kinds of programs. "blocks" are printed as sources and run in several ways (`generator.mjs`, `ways.mjs`); the
 * others are interpreted on both sides, in JavaScript by `<kind>-run.mjs`, in Python by `<kind>.py`.
 */

/** `share`: of a run over all kinds. `python`: the minor version of CPython 3 that it needs at least. `broken`: see `broken.mjs`. */
export const KINDS = {
  blocks: { share: 4, python: 11 },
  stacks: { share: 2, python: 11 },
  timeouts: { share: 2, python: 11 },
  groups: { share: 2, python: 12 },
};

/** Loads an interpreted kind: `generate(seed, index)`, and `runnerOf(lib)`. */
export async function loadKind(name) {
  const [draws, runs] = await Promise.all([import(`./${name}.mjs`), import(`./${name}-run.mjs`)]);
  return { ...draws, ...runs };
}

/** An interpreted program as text. */
export function outline(program) {
  const lines = [];
  const put = (value, indent, label) => {
    const own = [];
    const inner = [];
    for (const [key, each] of Object.entries(value)) {
      if (Array.isArray(each) && each.some((x) => typeof x === "object")) inner.push([key, each]);
      else if (each !== null && typeof each === "object" && !Array.isArray(each)) inner.push([key, [each]]);
      else own.push(`${key}=${JSON.stringify(each)}`);
    }
    lines.push(`${indent}${label}${own.join(" ")}`);
    for (const [key, list] of inner) for (const each of list) put(each, `${indent}  `, `${key}: `);
  };
  put(program, "", "");
  return lines.join("\n") + "\n";
}
