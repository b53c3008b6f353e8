// The package installs beside tools that are old, and each of them works, or is refused in one clear error. What is tried
// here are the projects that npm refused once; `npm run install-matrix` tries all.
import { managers, type Installation, tryProject } from "./install-run.js";
import { projects } from "./installs.js";
import { mapPairs } from "./process.js";
import { type Installed, packAndInstall } from "./tarball.js";

const combinations = projects
  .filter(({ sample }) => sample)
  .flatMap((project) => managers.map((manager) => ({ name: project.name, project, manager })));
const found = new Map<object, Installation>();
let installed: Installed;

beforeAll(async () => {
  installed = await packAndInstall();
  await mapPairs(combinations, async (combination) => {
    found.set(combination, await tryProject(combination.project, combination.manager, installed.tarball));
  });
}, 400_000);

afterAll(() => installed?.remove());

test.each(combinations)("$name, $manager: nothing refuses the install, and nothing warns", (combination) => {
  expect(found.get(combination)?.complaint).toBeUndefined();
});

test.each(combinations)("$name, $manager: every tool works, or says which versions do", (combination) => {
  const { results } = found.get(combination)!;
  expect(results.map(({ wrong }) => wrong).filter(Boolean)).toEqual([]);
  expect(results.length).toBe(combination.project.uses.length);
});

test("every tool has a version that works in some project, the oldest and the newest among them", () => {
  const peers = Object.keys(installed.manifest["peerDependencies"] as object);
  const tried = new Set(projects.flatMap(({ tools }) => Object.keys(tools)));
  expect(peers.filter((peer) => !tried.has(peer))).toEqual([]);
  expect(Object.values(installed.manifest["peerDependencies"] as object)).toEqual(peers.map(() => "*"));
  const meta = installed.manifest["peerDependenciesMeta"] as Record<string, { optional: boolean }>;
  expect(peers.filter((peer) => !meta[peer]?.optional)).toEqual([]);
});
