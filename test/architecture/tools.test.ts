// The wing of the tools, which has floors of its own: which room may import which, and that no file imports itself by a detour.
import { importsOf, repositoryFiles } from "./sources.js";

const sources = repositoryFiles().filter((path) => /^(src|polyfills)\/.*\.ts$/.test(path));
const tools = "src/tools";

/** What the files of a room may import, itself aside. A file belongs to the room whose name its path begins with, the longest. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  load: [],
  "stand-ins": [],
  "lowering/plan": [],
  "lowering/text": ["lowering/plan", "load"],
  "lowering/babel": ["lowering/plan", "load"],
  bundler: ["lowering/text", "stand-ins", "load"],
  register: ["stand-ins"],
  doctor: [],
  // The floor of the rules.
  "lint/code": [],
  "lint/project": ["load"],
  "lint/edits": ["lint/code", "lint/project"],
  // A rule imports the floor, never another rule: each is a room of its own.
  "lint/rules": ["lint/code", "lint/edits", "lint/project", "doctor"],
  lint: ["lint/project", "lint/rules", "load"],
  equiv: ["load"],
  migrate: ["lint/rules", "equiv", "load"],
  cli: ["equiv", "migrate"],
};

const rooms = Object.keys(arrows).sort((a, b) => b.length - a.length);

function roomOf(path: string): string | undefined {
  return rooms.find((room) => path.startsWith(`${tools}/${room}/`));
}

/** The rule that a file belongs to. */
function ruleOf(path: string): string | undefined {
  return /\/lint\/rules\/([^/]+)\//.exec(path)?.[1];
}

const files = sources.filter((path) => path.startsWith(`${tools}/`));
const imports = files.flatMap((path) =>
  importsOf(path)
    .filter((target) => target.startsWith("src/"))
    .map((target) => ({ path, target })),
);
const shown = ({ path, target }: { path: string; target: string }): string => `${path} -> ${target}`;

test("every file of the tools is in a room", () => {
  expect(files.filter((path) => roomOf(path) === undefined)).toEqual([]);
});

test.each(Object.keys(arrows))("%s imports only what it may", (room) => {
  const found = imports.filter(({ path, target }) => {
    const to = roomOf(target);
    return roomOf(path) === room && to !== room && !(to && arrows[room]!.includes(to));
  });
  expect(found.map(shown)).toEqual([]);
});

test("every arrow is used", () => {
  const used = new Set(imports.map(({ path, target }) => `${roomOf(path)} -> ${roomOf(target)}`));
  const allowed = Object.entries(arrows).flatMap(([room, targets]) =>
    targets.map((to) => `${room} -> ${to}`),
  );
  expect(allowed.filter((arrow) => !used.has(arrow))).toEqual([]);
});

test("no rule imports another rule", () => {
  const found = imports.filter(({ path, target }) => {
    const [from, to] = [ruleOf(path), ruleOf(target)];
    return from !== undefined && to !== undefined && from !== to;
  });
  expect(found.map(shown)).toEqual([]);
});

test("no file imports itself by a detour", () => {
  const targets = new Map(
    sources.map((path) => [path, importsOf(path).filter((target) => sources.includes(target))]),
  );
  const finished = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(" -> "));
    if (way.includes(path) || finished.has(path)) return;
    for (const target of targets.get(path)!) visit(target, [...way, path]);
    finished.add(path);
  };
  for (const path of sources) visit(path, []);
  expect(circles).toEqual([]);
});
