// Migrates whole public repositories, and checks what came out by other means than the command did:
//
//   npm run migrate:repositories -- [--from <folder>] [--record] [owner/name …]
//
// `--from` names a folder with git directories owner+name/repo, as a mirror has them, or checkouts owner/name; what is not
// there is cloned from GitHub. `--record` writes the table into docs/migrate.md; `--reuse` takes what an earlier run found.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { countComments, countDiagnostics, missing } from "./inspect.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const cache = join(root, "node_modules", ".cache", "await-using", "repositories");
const cli = join(root, "dist", "cli.js");
const measurer = fileURLToPath(new URL("cpu.cjs", import.meta.url));
const page = join(root, "docs", "migrate.md");
const usual = [
  "knex/knex",
  "redis/node-redis",
  "kysely-org/kysely",
  "mongodb/node-mongodb-native",
  "typeorm/typeorm",
];
const wanted = /\.([cm]?[jt]s|[jt]sx)$|(^|\/)(package|deno|tsconfig[^/]*)\.json$|(^|\/)pnpm-workspace\.yaml$/;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: "string" }, record: { type: "boolean" }, reuse: { type: "boolean" } },
});

const rows = [];
for (const name of positionals.length > 0 ? positionals : usual) {
  const kept = join(cache, `${name.replace("/", "+")}.json`);
  const row = values.reuse && existsSync(kept) ? JSON.parse(readFileSync(kept, "utf8")) : await measure(name);
  rows.push(row);
  writeFileSync(kept, JSON.stringify(row));
  console.log(`${JSON.stringify(row, null, 1)}\n`);
}
const table = printTable(rows);
console.log(table);
if (values.record) record(table);
const isClean = rows.every(
  ({ different, diagnostics, comments, second, broken }) =>
    different + diagnostics.length + comments.length + second + broken === 0,
);
process.exitCode = isClean ? 0 : 1;

async function measure(name) {
  for (const file of [
    cli,
    join(root, "dist", "cjs", "src", "index.d.ts"),
    join(root, "dist", "esm", "src", "index.d.ts"),
  ]) {
    if (!existsSync(file)) throw new Error(`there is no ${file}: npm run build`);
  }
  const folder = copy(name);
  const git = (...args) => execFileSync("git", args, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 });
  console.error(`${name}: migrating`);
  const account = await migrate(folder);
  const quick = await migrate(folder, "--dry-run", "--no-prove", "--no-types", "--allow-dirty");
  const changed = git("diff", "--name-only", "-z").split("\0").filter(Boolean);
  const before = new Map(changed.map((path) => [path, git("show", `HEAD:${path}`)]));
  const after = new Map(changed.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
  console.error(`${name}: checking ${changed.length} files`);
  const verdicts = await proveAll(name, changed, before, after);
  const comments = changed.filter(
    (path) => missing(countComments(path, before.get(path)), countComments(path, after.get(path))).length > 0,
  );
  const now = countDiagnostics(folder, changed);
  for (const [path, text] of before) writeFileSync(join(folder, path), text);
  const earlier = countDiagnostics(folder, changed);
  for (const [path, text] of after) writeFileSync(join(folder, path), text);
  console.error(`${name}: migrating again`);
  git("commit", "-qam", "migrated", "--allow-empty");
  const again = await migrate(folder);
  const fates = account.sites.flatMap(({ sites }) => sites.map(({ outcome }) => outcome));
  const count = (fate) => fates.filter((one) => one.fate === fate).length;
  return {
    name,
    commit: readFileSync(join(folder, ".git", "commit-of"), "utf8"),
    files: account.files.read,
    sites: fates.length,
    migrated: tally(fates.filter(({ fate }) => fate === "migrated").map(({ form }) => form)),
    refused: tally(fates.filter(({ fate }) => fate === "refused").map(({ condition }) => condition)),
    taste: count("taste"),
    takenBack: tally(fates.filter(({ fate }) => fate === "taken back").map(({ by }) => by)),
    unproven: fates.filter(({ proof }) => proof === "unproven").length,
    skipped: account.skipped.length,
    changed: changed.length,
    stayed: account.sites.flatMap(({ path, sites }) =>
      sites
        .filter(({ outcome }) => outcome.fate === "taken back" || outcome.proof === "unproven")
        .map(({ line, outcome }) => `${path}:${line}: ${outcome.fate}: ${outcome.reason}`),
    ),
    different: verdicts.filter((verdict) => verdict === "different").length,
    proven: verdicts.filter((verdict) => verdict === "equal").length,
    diagnostics: missing(now, earlier),
    comments,
    second: again.files.changed,
    broken: verdicts.filter((verdict) => verdict === "broken").length,
    seconds: account.seconds,
    rate: Math.round((10 * account.files.read) / account.seconds) / 10,
    quickRate: Math.round(quick.files.read / quick.seconds),
    jscodeshift: parseAndPrint(folder),
  };
}

/** The sources of a repository as they were committed, in a git repository of their own, with our packages beside. */
function copy(name) {
  const folder = join(cache, name.replace("/", "+"));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const mirror = values.from && join(values.from, name.replace("/", "+"), "repo");
  const checkout = values.from && join(values.from, name);
  let commit = "a checkout";
  if (mirror && existsSync(mirror)) commit = extract(mirror, folder);
  else if (checkout && existsSync(checkout)) {
    cpSync(checkout, folder, { recursive: true, filter: (path) => !/\/(node_modules|\.git)$/.test(path) });
  } else {
    const clone = `${folder}.git`;
    rmSync(clone, { recursive: true, force: true });
    execFileSync("git", ["clone", "-q", "--bare", "--depth", "1", `https://github.com/${name}`, clone]);
    commit = extract(clone, folder);
  }
  const git = (...args) =>
    execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.org", ...args], {
      cwd: folder,
    });
  git("init", "-q");
  git("config", "user.name", "test");
  git("config", "user.email", "test@example.org");
  writeFileSync(join(folder, ".git", "info", "exclude"), "node_modules\n");
  writeFileSync(join(folder, ".git", "commit-of"), commit);
  git("add", "-A", "-f", ".");
  git("commit", "-q", "-m", "as it is");
  // Of its dependencies it has what this package has too; the types of the others are unknown, before and after.
  mkdirSync(join(folder, "node_modules", "@types"), { recursive: true });
  symlinkSync(join(root, "node_modules", "@types", "node"), join(folder, "node_modules", "@types", "node"));
  symlinkSync(root, join(folder, "node_modules", "await-using"));
  return folder;
}

function extract(mirror, folder) {
  const git = (args, input) =>
    execFileSync("git", [`--git-dir=${mirror}`, ...args], { input, maxBuffer: 1 << 30 });
  const entries = git(["ls-tree", "-r", "-z", "HEAD"])
    .toString()
    .split("\0")
    .map((line) => /^(\d+) blob (\w+)\t([^]*)$/.exec(line))
    .filter((entry) => entry && entry[1] !== "120000" && wanted.test(entry[3]));
  const blobs = git(["cat-file", "--batch"], entries.map(([, , id]) => `${id}\n`).join(""));
  let at = 0;
  for (const [, , , path] of entries) {
    const end = blobs.indexOf(10, at);
    const [, kind, size] = blobs.toString("utf8", at, end).split(" ");
    at = end + 1;
    if (kind !== "blob") continue; // a snapshot may lack its largest files
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), blobs.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return git(["rev-parse", "HEAD"]).toString().trim();
}

async function migrate(folder, ...more) {
  const seconds = `${folder}.seconds`;
  const args = ["--require", measurer, cli, "migrate", "--report", "json", ...more];
  const { status, stdout } = await start(args, folder, true, { CPU_SECONDS: seconds });
  if (status !== 0) throw new Error(`await-using migrate in ${folder}: exit status ${status}`);
  return { ...JSON.parse(stdout), seconds: Number(readFileSync(seconds, "utf8")) };
}

/** The verdict of `await-using equiv` on every file. */
async function proveAll(repository, paths, before, after) {
  const folder = join(cache, `${repository.replace("/", "+")}.pairs`);
  rmSync(folder, { recursive: true, force: true });
  const queue = [...paths.entries()];
  const verdicts = [];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [index, path] = next;
      const name = path.split("/").at(-1);
      const files = [before, after].map((texts, side) => {
        const file = join(folder, String(index), side === 0 ? "before" : "after", name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, texts.get(path));
        return file;
      });
      const { status } = await start([cli, "equiv", ...disposers(before.get(path)), ...files], root, false);
      verdicts[index] = { 0: "equal", 1: "different", 3: "unproven" }[status] ?? "broken";
      if (status !== 0) console.error(`  ${path}: ${verdicts[index]}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return verdicts;
}

/** Which methods are the disposer is the rule's to know, by types and its table; the checker is told of each method that a disposer can stand for. */
function disposers(text) {
  const methods = [...text.matchAll(/finally\s*\{\s*(await\s)?[^;{}]*?\b(\w+)\(\)/g)];
  return methods.flatMap(([, awaits, name]) => ["--same", `${name}=${awaits ? "asyncDispose" : "dispose"}`]);
}

function start(args, cwd, isShown, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--max-old-space-size=8192", ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", isShown ? "inherit" : "ignore"],
    });
    const chunks = [];
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout: Buffer.concat(chunks).toString() }));
  });
}

/** Files per second of processor time, of jscodeshift when it only parses and prints. */
function parseAndPrint(folder) {
  const tool = join(cache, "jscodeshift");
  if (!existsSync(join(tool, "node_modules", "jscodeshift"))) {
    mkdirSync(tool, { recursive: true });
    writeFileSync(join(tool, "package.json"), "{}\n");
    const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "jscodeshift@17"];
    execFileSync("npm", args, { cwd: tool, stdio: ["ignore", "ignore", "inherit"] });
  }
  const script = fileURLToPath(new URL("parse-and-print.cjs", import.meta.url));
  return Number(execFileSync(process.execPath, [script, tool, folder], { encoding: "utf8" }));
}

function tally(items) {
  const counts = {};
  for (const item of [...items].sort()) counts[item] = (counts[item] ?? 0) + 1;
  return counts;
}

function printTable(all) {
  const list = (counts) =>
    Object.entries(counts)
      .map(([what, number]) => `${what} ${number}`)
      .join(", ") || "0";
  const head = [
    "repository, commit",
    "files",
    "sites",
    "direct",
    "adopt",
    "defer",
    "refused",
    "taste",
    "taken back",
    "unproven",
    "different",
    "new diagnostics",
    "comments lost",
    "changed again",
    "files per CPU second",
    "with `--no-types --no-prove`",
    "jscodeshift, parse and print",
  ];
  const lines = all.map((row) => [
    `${row.name}, ${row.commit.slice(0, 8)}`,
    row.files,
    row.sites,
    ...["direct", "adopt", "defer"].map((form) => row.migrated[form] ?? 0),
    list(row.refused),
    row.taste,
    list(row.takenBack),
    row.unproven,
    row.different,
    row.diagnostics.length,
    row.comments.length,
    row.second,
    row.rate,
    row.quickRate,
    row.jscodeshift,
  ]);
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function record(table) {
  const text = readFileSync(page, "utf8");
  const marks = ["<!-- repositories -->", "<!-- /repositories -->"];
  const [start, end] = marks.map((mark) => text.indexOf(mark));
  if (start < 0 || end < start) throw new Error(`docs/migrate.md has no ${marks.join(" … ")}`);
  writeFileSync(page, `${text.slice(0, start + marks[0].length)}\n${table}\n${text.slice(end)}`);
}
