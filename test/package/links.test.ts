// Links in the README and the docs, as a reader of the installed package follows them: to a packed file, and a heading in it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { unpacked } from "../toolchains/pack.js";

let folder: string;
let pages: string[];
beforeAll(async () => {
  folder = await unpacked();
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  pages = names.filter((name) => name.endsWith(".md") && !name.startsWith("dist"));
}, 120_000);

const withoutCode = (text: string): string => text.replace(/^```.*?^```$/gms, "").replace(/^ {4}.*$/gm, "");

/** The anchors of a page, as GitHub makes them: of headings, and `<a id>`. */
function anchorsOf(page: string): Set<string> {
  const text = readFileSync(join(folder, page), "utf8").replace(/^```.*?^```$/gms, "");
  const anchors = new Set<string>();
  for (const [, id] of text.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id!);
  for (const [, heading = ""] of text.matchAll(/^#{1,6} +(.*)$/gm)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\\(.)/g, "$1");
    const slug = plain
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, "")
      .replace(/ /g, "-");
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

test("every link leads to a packed file and to a heading in it, or is absolute", () => {
  const broken: string[] = [];
  let count = 0;
  for (const page of pages) {
    const text = withoutCode(readFileSync(join(folder, page), "utf8")).replace(/`[^`\n]*`/g, "code");
    for (const [, target = ""] of text.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      count++;
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : normalize(join(dirname(page), decodeURI(path)));
      if (!existsSync(join(folder, file))) broken.push(`${page}: ${target} is not in the package`);
      else if (anchor !== undefined && !anchorsOf(file).has(anchor))
        broken.push(`${page}: ${target} has no such heading`);
    }
  }
  expect(broken).toEqual([]);
  expect(count).toBeGreaterThan(100);
});
