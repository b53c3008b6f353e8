// What the page of a report looks like, and its keys.

/** Light and dark as the reader's system is; two columns, or one below the other where the screen is narrow. */
export const style = `
:root { color-scheme: light dark; --line: #d0d7de; --soft: #f6f8fa; --quiet: #59636e; --gone: #ffebe9; --come: #dafbe1; --link: #0969da; }
@media (prefers-color-scheme: dark) { :root { --line: #3d444d; --soft: #151b23; --quiet: #9198a1; --gone: #4b1f20; --come: #12361f; --link: #4493f8; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 110rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
ul { margin: .25rem 0; padding-left: 1.25rem; }
li { overflow-wrap: anywhere; }
.figures { display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; list-style: none; }
.figures li { border: 1px solid var(--line); border-radius: .4rem; padding: .25rem .75rem; }
.keys { color: var(--quiet); margin: .5rem 0; }
kbd { border: 1px solid var(--line); border-radius: .2rem; padding: 0 .3rem; font-size: .85em; }
pre.table { overflow-x: auto; background: var(--soft); border: 1px solid var(--line); border-radius: .4rem; padding: .75rem; font-size: .85rem; white-space: pre-wrap; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; padding: 0 .75rem; }
summary { cursor: pointer; padding: .5rem 0; overflow-wrap: anywhere; }
summary span { color: var(--quiet); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
.scroll { overflow-x: auto; margin: 0 -.75rem; }
.diff { width: 100%; border-collapse: collapse; table-layout: fixed; font: .8rem/1.45 ui-monospace, monospace; }
.diff th { text-align: left; color: var(--quiet); font-weight: normal; padding: .1rem .5rem; background: var(--soft); }
.diff td { padding: 0 .5rem; white-space: pre-wrap; overflow-wrap: anywhere; vertical-align: top; tab-size: 4; }
.diff .n { width: 3.5rem; text-align: right; color: var(--quiet); user-select: none; }
.diff tbody + tbody { border-top: 3px double var(--line); }
.diff td:not(.n)::before { content: "  "; }
.diff .gone::before { content: "- "; } .diff .come::before { content: "+ "; }
.diff .gone::before, .diff .come::before { color: var(--quiet); user-select: none; }
.gone { background: var(--gone); } .come { background: var(--come); } .none { background: var(--soft); }
@media (max-width: 48rem) {
  body { padding: .5rem; }
  .diff thead, .diff colgroup { display: none; }
  .diff, .diff tbody { display: block; }
  .diff tr { display: grid; grid-template-columns: 2.5rem 1fr; }
  .diff .n { width: auto; padding: 0 .25rem; }
  .diff .none { display: none; }
  .diff tr.same td:nth-child(n + 3) { display: none; }
}
@media print { details { break-inside: avoid; } .keys { display: none; } }
`;

/** j and k go from change to change, o opens or closes all; links and `details` are the browser's. */
export const script = `
(() => {
  const changes = [...document.querySelectorAll("details.change")];
  let at = -1;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j" || event.key === "k") {
      at = Math.max(0, Math.min(changes.length - 1, at + (event.key === "j" ? 1 : -1)));
      const change = changes[at];
      if (!change) return;
      change.open = true;
      change.scrollIntoView({ block: "start" });
      change.firstElementChild.focus({ preventScroll: true });
    } else if (event.key === "o") {
      const open = !changes.every((change) => change.open);
      for (const change of changes) change.open = open;
    }
  });
})();
`;
