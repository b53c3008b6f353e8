// Which rooms of the library are in a bundle, told by the texts that only they have: minifiers leave those as they are.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "acorn";

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

/** They run under Node, when a program is built. */
const tools = /^src\/(babel|bundler|cli|eslint|register)\//;

/** Returns, for each source file in the package's dist/esm, the messages that no other has. */
export function markersOf(installed: string): Map<string, string[]> {
  const owners = new Map<string, Set<string>>();
  const folder = join(installed, "dist/esm");
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".js"))) {
    const code = readFileSync(join(folder, file), "utf8");
    const sections = [...code.matchAll(/^\/\/ ((?:src|polyfills)\/\S+\.ts)$/gm)];
    for (const { text, start } of texts(code)) {
      const section = sections.filter(({ index }) => index < start).pop()?.[1];
      if (section === undefined || tools.test(section)) continue;
      owners.set(text, (owners.get(text) ?? new Set()).add(section));
    }
  }
  const markers = new Map<string, string[]>();
  for (const [text, [section, another]] of owners) {
    if (section === undefined || another !== undefined) continue;
    markers.set(section, [...(markers.get(section) ?? []), text]);
  }
  return markers;
}

function texts(code: string): { text: string; start: number }[] {
  const found: { text: string; start: number }[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isNode(value)) {
      const text =
        value.type === "TemplateElement" ? (value["value"] as { cooked: string }).cooked : value["value"];
      // What a minifier could write in another way is no marker.
      if (typeof text === "string" && /^[\w (),.:;=>[\]-]{20,}$/.test(text) && text.includes(" "))
        found.push({ text, start: value.start });
      Object.values(value).forEach(visit);
    }
  };
  visit(parse(code, { ecmaVersion: "latest", sourceType: "module" }));
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}
