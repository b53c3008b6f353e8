// Prints a software bill of materials (CycloneDX 1.5) of the package as it was built: what it depends on at run time, which is
// nothing, and what of others is bundled into its files. Needs `npm run build`.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = readJson("package.json");

/** The packages that esbuild says it took files of, by the comments it leaves above them. */
export function bundled() {
  const names = new Set();
  for (const path of readdirSync(`${root}dist`, { recursive: true })) {
    if (!/\.[cm]?js$/.test(path)) continue;
    const text = readFileSync(`${root}dist/${path}`, "utf8");
    for (const [, name] of text.matchAll(/^\s*\/\/ \S*?node_modules\/((?:@[^/\s]+\/)?[^/\s]+)/gm))
      names.add(name);
  }
  return [...names].sort();
}

/** The bill, the same for the same build. */
export function bill() {
  const dependencies = Object.keys(manifest.dependencies ?? {});
  const components = [...new Set([...dependencies, ...bundled()])].sort().map((name) => {
    const { version, license } = readJson(`node_modules/${name}/package.json`);
    return { ...component(name, version, license), scope: "required" };
  });
  const own = component(manifest.name, manifest.version, manifest.license);
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.5.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: { component: own },
    components,
    dependencies: [
      { ref: own["bom-ref"], dependsOn: components.map((each) => each["bom-ref"]) },
      ...components.map((each) => ({ ref: each["bom-ref"], dependsOn: [] })),
    ],
  };
}

function component(name, version, license) {
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  return { "bom-ref": purl, type: "library", name, version, purl, licenses: [{ license: { id: license } }] };
}

function readJson(path) {
  return JSON.parse(readFileSync(root + path, "utf8"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(bill(), null, 2));
