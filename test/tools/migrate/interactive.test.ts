// --interactive, on a terminal that Python's pty makes.
// Needs: python.
import { spawn } from "node:child_process";
import { cli, job, makeProject, type Project } from "./project.js";

jest.setTimeout(240_000); // ms: it runs the command, several times, on a machine that does other things too

let project: Project;

afterEach(() => project?.remove());

/** Runs the command on a terminal, answers every question, and returns what the terminal showed and the exit status. */
function answer(answers: readonly string[]): Promise<{ shown: string; status: number }> {
  const python = `
import os, pty, sys
answers = sys.argv[1].split(",")
shown = b""
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
asked = 0
while True:
    try:
        part = os.read(terminal, 65536)
    except OSError:
        break
    if not part:
        break
    shown += part
    while shown.count(b"[?] help: ") > asked:
        os.write(terminal, ((answers[asked] if asked < len(answers) else "q") + "\\n").encode())
        asked += 1
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(status))
`;
  const parameters = ["-c", python, answers.join(","), process.execPath, cli, "migrate", "--interactive"];
  return new Promise((resolve, reject) => {
    const child = spawn("python3", parameters, { cwd: project.folder, stdio: ["ignore", "pipe", "inherit"] });
    let shown = "";
    child.stdout.on("data", (part: Buffer) => (shown += part.toString()));
    child.on("error", reject);
    child.on("close", (status) => resolve({ shown, status: status ?? -1 }));
  });
}

const files = {
  "a.ts": job.before,
  "b.ts": job.before + job.before.replaceAll("work", "again").replace(/^.*\n/, ""),
};
const isMigrated = (): (number | undefined)[] =>
  ["a.ts", "b.ts"].map((path) => project.read(path).match(/await using/g)?.length);

test("y and n decide about one site each", async () => {
  project = makeProject(files);
  const { shown, status } = await answer(["y", "n", "y"]);
  expect(status).toBe(0);
  expect(shown).toContain("+  await using _job = deferAsync(() => job.release());");
  expect(shown).toContain("b.ts:4: left (adopt): you said no");
  expect(isMigrated()).toEqual([1, 1]);
  expect(project.read("b.ts").match(/finally/g)).toHaveLength(1);
});

test("what is no answer is asked again; a takes all that follow", async () => {
  project = makeProject(files);
  const { shown } = await answer(["n", "perhaps", "a"]);
  expect(shown.match(/\[\?\] help: /g)).toHaveLength(3);
  expect(isMigrated()).toEqual([undefined, 2]);
});

test("? explains the keys, and asks again", async () => {
  project = makeProject(files);
  const { shown } = await answer(["?", "n", "q"]);
  expect(shown).toMatch(/ {2}y {2}rewrite this\r?\n/);
  expect(shown).toContain(
    "  q  stop asking: this and all that follow stay as they are, and what was accepted is kept",
  );
  expect(shown.match(/\[\?\] help: /g)).toHaveLength(3);
  expect(isMigrated()).toEqual([undefined, undefined]);
});

test("q leaves the rest, keeps what was accepted, and nobody said no to what it leaves", async () => {
  project = makeProject(files);
  const { shown, status } = await answer(["y", "q"]);
  expect(status).toBe(0);
  expect(isMigrated()).toEqual([1, undefined]);
  expect(shown.match(/left \(adopt\): you quit before it was decided/g)).toHaveLength(2);
  expect(shown).not.toContain("you said no");
});

test("q between two sites of a file: a yes stays, a no is a no, and the rest is undecided", async () => {
  project = makeProject({ "a.ts": files["b.ts"], "b.ts": files["b.ts"] });
  const { shown } = await answer(["y", "n", "n", "q"]);
  expect(isMigrated()).toEqual([1, undefined]);
  expect(shown).toMatch(/a\.ts:12: left \(adopt\): you said no/);
  expect(shown).toMatch(/b\.ts:4: left \(adopt\): you said no/);
  expect(shown).toMatch(/b\.ts:12: left \(adopt\): you quit before it was decided/);
});
