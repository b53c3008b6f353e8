/// <reference lib="dom" />
// node:vm for browsers: another realm is an iframe's.

/** Evaluates an expression in a realm of its own. */
export function runInNewContext(code: string): unknown {
  const frame = document.createElement("iframe");
  document.documentElement.append(frame);
  return (frame.contentWindow as unknown as { eval(code: string): unknown }).eval(code);
}
