// await-using/node: managers that change the process, and change it back.
import { Console } from "node:console";
import { realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { Writable } from "node:stream";
import { ExitStack, withAsync, withSync } from "await-using";
import {
  chdir,
  env,
  type Redirect,
  redirectStderr,
  redirectStdout,
  type RedirectTarget,
} from "await-using/node";

const E = new RangeError("block");
const fail = (): never => {
  throw E;
};

/** A target that keeps what is written to it. */
class Sink implements RedirectTarget {
  text = "";
  write(chunk: string | Uint8Array): void {
    this.text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
  }
}

describe("chdir", () => {
  const here = process.cwd();
  const there = realpathSync(tmpdir());
  afterEach(() => process.chdir(here));

  test("changes the folder and goes back, also when the block fails", async () => {
    expect(withSync(chdir(there), () => process.cwd())).toBe(there);
    expect(process.cwd()).toBe(here);
    expect(() => withSync(chdir(there), fail)).toThrow(E);
    expect(process.cwd()).toBe(here);
    await expect(withAsync(chdir(there), async () => process.cwd())).resolves.toBe(there);
    expect(process.cwd()).toBe(here);
  });

  test("is reusable and reentrant", () => {
    const manager = chdir("..");
    const folders: string[] = [];
    withSync(manager, () => {
      folders.push(process.cwd());
      withSync(manager, () => folders.push(process.cwd()));
      folders.push(process.cwd());
    });
    expect(folders[2]).toBe(folders[0]);
    expect(folders[1]?.length).toBeLessThan(folders[0]?.length ?? 0);
    expect(process.cwd()).toBe(here);
  });

  test("a folder that is not there fails enter, and nothing else", () => {
    expect(() => withSync(chdir("not-there"), () => {})).toThrow(/ENOENT/);
    expect(process.cwd()).toBe(here);
  });

  test("a path is a string", () => {
    expect(() => chdir(5 as never)).toThrow(new TypeError("chdir takes a path, found number"));
  });
});

describe("env", () => {
  afterEach(() => {
    for (const name of ["AU_A", "AU_B", "AU_C"]) delete process.env[name];
  });

  test("sets, takes away, and puts back only what it changed", async () => {
    process.env["AU_A"] = "before";
    const changes = { AU_A: undefined, AU_B: "2" };
    const seen = withSync(env(changes), () => {
      process.env["AU_C"] = "of the block";
      return ["AU_A" in process.env, process.env["AU_B"]];
    });
    expect(seen).toEqual([false, "2"]);
    expect([process.env["AU_A"], "AU_B" in process.env, process.env["AU_C"]]).toEqual([
      "before",
      false,
      "of the block",
    ]);
    await withAsync(env({ AU_A: "async" }), async () => expect(process.env["AU_A"]).toBe("async"));
    expect(process.env["AU_A"]).toBe("before");
  });

  test("is reentrant, and keeps the changes it was given", () => {
    const changes: Record<string, string> = { AU_A: "1" };
    const manager = env(changes);
    changes["AU_A"] = "2";
    withSync(manager, () => {
      process.env["AU_A"] = "inner";
      withSync(manager, () => expect(process.env["AU_A"]).toBe("1"));
      expect(process.env["AU_A"]).toBe("inner");
    });
    expect("AU_A" in process.env).toBe(false);
  });

  test.each([null, 5, true])("%p is no value: Node would make a string of it", (value) => {
    expect(() => env({ AU_A: value as never })).toThrow(
      /^env: AU_A must be a string, or undefined to take it away/,
    );
  });
});

type Stream = "stdout" | "stderr";
const redirects: [Stream, <T extends RedirectTarget | null>(target: T) => Redirect<T>][] = [
  ["stdout", redirectStdout],
  ["stderr", redirectStderr],
];

describe.each(redirects)("redirect of %s", (name, redirect) => {
  const stream = process[name];
  const original = stream.write;
  const hadOwn = Object.hasOwn(stream, "write");
  afterEach(() => {
    expect(stream.write).toBe(original);
    expect(Object.hasOwn(stream, "write")).toBe(hadOwn);
  });

  test("what is printed in the block goes to the target, which is the block's value", async () => {
    const sink = new Sink();
    const value = withSync(redirect(sink), (target) => {
      expect(stream.write("text ")).toBe(true);
      stream.write(Buffer.from("bytes "));
      stream.write("aGV4IA==", "base64");
      new Console(process.stdout, process.stderr)[name === "stdout" ? "log" : "error"]("logged %d", 1);
      return target;
    });
    expect(value).toBe(sink);
    expect(sink.text).toBe("text bytes hex logged 1\n");
    await withAsync(redirect(sink), async () => stream.write("async"));
    expect(sink.text).toMatch(/async$/);
  });

  test("the block's error passes, and the stream is itself again", () => {
    expect(() => withSync(redirect(new Sink()), fail)).toThrow(E);
  });

  test("callbacks of write are called, later", async () => {
    const trace: string[] = [];
    await withAsync(redirect(new Sink()), async () => {
      const written = new Promise<void>((resolve) => stream.write("a", () => resolve()));
      const coded = new Promise<void>((resolve) => stream.write("b", "utf8", () => resolve()));
      trace.push("written");
      await Promise.all([written, coded]).then(() => trace.push("called"));
    });
    expect(trace).toEqual(["written", "called"]);
  });

  test("null discards; a stream is a target", () => {
    const chunks: string[] = [];
    const writable = new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk.toString());
        done();
      },
    });
    withSync(redirect(writable), () => {
      stream.write("kept");
      withSync(redirect(null), () => stream.write("discarded"));
    });
    expect(chunks).toEqual(["kept"]);
  });

  test("is reentrant; the innermost target wins", () => {
    const [outer, inner] = [new Sink(), new Sink()];
    const manager = redirect(outer);
    ExitStack.run((stack) => {
      stack.enter(manager);
      stream.write("1");
      withSync(redirect(inner), () => withSync(manager, () => stream.write("2")));
      stream.write("3");
      withSync(redirect(inner), () => stream.write("4"));
    });
    expect([outer.text, inner.text]).toEqual(["123", "4"]);
  });

  test.each([undefined, "file", {}])("a target of %p is refused", (target) => {
    expect(() => redirect(target as never)).toThrow(
      /takes a stream, an object with write, or null to discard/,
    );
  });
});

test("two streams may be redirected to each other", () => {
  const sink = new Sink();
  ExitStack.run((stack) => {
    stack.enter(redirectStderr(sink));
    stack.enter(redirectStdout(process.stderr));
    stack.enter(redirectStderr(process.stdout));
    process.stdout.write("out ");
    process.stderr.write("err ");
  });
  expect(sink.text).toBe("out err ");
});
