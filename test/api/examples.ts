// The examples of the doc comments: found in the sources, and the world that each of them takes for granted.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const root = join(__dirname, "../..");

export interface Example {
  /** The name that it documents, and its number where there are several. */
  readonly name: string;
  readonly code: string;
}

/** Every `@example` of what the package exports under a name that a program imports. */
export function examples(): Example[] {
  const rooms = [
    "adapters",
    "contextlib",
    "concurrency",
    "diagnostics",
    "exit",
    "locks",
    "node",
    "protocol",
    "runtime",
    "scope",
  ];
  const files = [
    ...rooms.flatMap((room) => readdirSync(join(root, "src", room)).map((file) => join("src", room, file))),
    ...readdirSync(join(root, "polyfills")).map((file) => join("polyfills", file)),
  ].filter((file) => file.endsWith(".ts"));
  const found: Example[] = [];
  for (const file of files) {
    const source = ts.createSourceFile(
      file,
      readFileSync(join(root, file), "utf8"),
      ts.ScriptTarget.Latest,
      true,
    );
    for (const statement of source.statements) {
      const tags = ts.getJSDocTags(statement).filter((tag) => tag.tagName.text === "example");
      for (const { comment } of tags) {
        const text = ts.getTextOfJSDocComment(comment) ?? "";
        const same = found.filter(({ name }) => name.split(" ")[0] === nameOf(statement)).length;
        found.push({
          name: nameOf(statement) + (same > 0 ? ` ${same + 1}` : ""),
          code: text.replace(/\) …/g, ") {}").replace(/…/g, ""),
        });
      }
    }
  }
  return found;
}

function nameOf(statement: ts.Statement): string {
  const named = ts.isVariableStatement(statement) ? statement.declarationList.declarations[0] : statement;
  const name = named && ts.getNameOfDeclaration(named as ts.Declaration);
  if (name === undefined)
    throw new Error(`an example documents nothing that has a name: ${statement.getText()}`);
  return name.getText();
}

/** What examples take for granted, by name. `note` writes into the trace. */
export const world: Readonly<Record<string, string>> = {
  connection: `const connection = (name: string) => acquire(
    async () => (note("connect " + name), { query: async (sql: string) => (note(sql), [1]) }),
    () => note("close " + name),
  );`,
  cache: `const cache = (name: string) => acquire(() => (note("cache " + name), new Map<string, string>()), () => note("close " + name));`,
  connect: `const connect = async (name: string) => {
    note("connect " + name);
    return { query: async (sql: string) => (note(sql), [1]), close: async () => note("close " + name) };
  };`,
  pool: `const pool = {
    async connect() {
      note("lease");
      return { query: async (sql: string) => note(sql), release: (error?: unknown) => note(error ? "broken" : "released") };
    },
  };`,
  job: `const job = { release: async () => note("released") };`,
  socket: `const socket = { write: (text: string) => note("write " + text), destroy: () => note("destroy") };`,
  lines: `async function* lines(from: string[]) {
    try { for (const line of from) { note(line); yield line; } } finally { note("closed"); }
  }`,
  file: `const file = ["one", "stop", "three"];`,
  mutex: `const mutex = new Mutex();`,
  "nullContext: lock": `let lock: AsyncContextManager<void> | undefined;`,
  text: `const text = "{";`,
  load: `const load = async (name: string, signal: AbortSignal) => (note("load " + name + (signal.aborted ? " aborted" : "")), name);`,
  url: `const url = "data:,page";`,
  urls: `const urls = ["a", "b", "c", "d", "e"];`,
  download: `const download = async (name: string) => { note("download " + name); await null; };`,
  handleAllRequests: `const handleAllRequests = () => withAsync(nullContext(), async () => note("handled"));`,
  Connection: `class Connection { async __aenter__() { note("enter"); } async __aexit__() { note("exit"); } }`,
  error: `const error = new SuppressedError(new Error("close failed"), new Error("query failed"));`,
  printer: `const printer = { indent: 0, print(text: string) { note(" ".repeat(this.indent) + text); } };`,
  Printer: `type Printer = { indent: number; print(text: string): void };`,
  window: `const window = new EventTarget();`,
  draw: `const draw = () => note("draw");`,
  stop: `const stop = () => note("stop");`,
  sql: `const sql = { async begin(use: (tx: Sql) => Promise<void>) {
    note("begin");
    const tx: Sql = async (parts) => note(parts.join("?"));
    await use(tx).then(() => note("commit"), (error: unknown) => { note("rollback"); throw error; });
  } };`,
  Sql: `type Sql = (parts: TemplateStringsArray) => Promise<void>;`,
  Mutex: `class Mutex { #tail: Promise<void> = Promise.resolve(); acquire(): Promise<() => void> {
    let free!: () => void;
    const before = this.#tail;
    this.#tail = new Promise((resolve) => (free = resolve));
    return before.then(() => (note("locked"), () => { note("unlocked"); free(); }));
  } }`,
  Semaphore: `class Semaphore { constructor(public free: number) {} async acquire(): Promise<[number, () => void]> {
    while (this.free === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    this.free--;
    return [this.free, () => void this.free++];
  } }`,
  navigator: `const navigator = { locks: {
    async request(name: string, ...rest: unknown[]): Promise<unknown> {
      const use = rest.at(-1) as (lock: Lock) => Promise<unknown>;
      note("granted " + name);
      try { return await use({ name, mode: "exclusive" }); } finally { note("freed " + name); }
    },
  } };`,
  "webLock: synchronise": `const locks = { async request(name: string, _options: object, use: (lock: object) => Promise<unknown>) {
      note("granted " + name);
      try { return await use({ name, mode: "exclusive" }); } finally { note("freed " + name); }
    } };
    Object.defineProperty(globalThis, "navigator", { value: { locks } });
    const synchronise = async (_options: { signal: AbortSignal }) => note("synchronised");`,
  Lock: `type Lock = { name: string; mode: string };`,
  open: `const open = (path: string) => (note("open " + path), { read: () => (note("read"), "text"), close: () => note("close") });`,
  openSync: `const openSync = (path: string) => (note("open " + path), { read: () => (note("read"), "text"), close: () => note("close") });`,
  "chdir: execFileSync": `const execFileSync = (program: string, parameters: string[]) =>
    note([program, ...parameters].join(" ") + " in " + process.cwd().split("/").pop());`,
  "env: execFileSync": `const execFileSync = (program: string, parameters: string[]) =>
    note([program, ...parameters].join(" ") + " with TZ " + process.env.TZ);`,
  "disposable: openSync": `const openSync = (path: string) => (note("open " + path), 5);`,
  closeSync: `const closeSync = (descriptor: number) => note("close " + descriptor);`,
  readSync: `const readSync = (descriptor: number, _buffer: Uint8Array) => note("read " + descriptor);`,
  buffer: `const buffer = new Uint8Array(1);`,
  "fromDisposable: open": `const open = async (path: string) => (note("open " + path), {
    readFile: async (_encoding: string) => (note("read"), "text"),
    async [Symbol.asyncDispose]() { note("close"); },
  });`,
};

/** What an example needs after it, to show what it does. */
export const after: Readonly<Record<string, string>> = {
  AbstractContextManager: `const indented = new Indented();
    withSync(indented, (same) => note(same === indented ? "depth " + same.depth : "another"));
    note("depth " + indented.depth);`,
  exit: `class Tried extends Transaction { async commit() { note("commit"); } async rollback() { note("rollback"); } }
    await new Tried()[exit](undefined);
    await new Tried()[exit]({ error: 1 });
    await new Tried()[Symbol.asyncDispose]().catch((error: Error) => note(error.name));`,
  unconfirmed: `await new Transaction()[Symbol.asyncDispose]().catch((error: Error) => note(error.name));`,
  decorate: `const account = new Account();
    await account.withdraw(2);
    note(String(await report(account)));`,
  patch: `console.log("patched");`,
  defer: `note("busy " + this.busy);`,
  redirectStdout: `note(lines.join());`,
  errorChain: `note(errorChain(new SuppressedError(new Error("close failed"), new Error("query failed"))).map(String).join());`,
  listen: `window.dispatchEvent(new Event("resize"));`,
};

/** What they print, without the frames of stacks, and with every time zero. */
export const traces: Readonly<Record<string, readonly string[]>> = {
  acquire: ["lease", "select 1", "released"],
  defer: ["busy true"],
  deferAsync: ["released"],
  disposable: ["open a.txt", "read 5", "close 5"],
  asyncDisposable: ["lease", "released"],
  fromCallback: ["granted tab", "freed tab", "begin", "insert into t values (1)", "commit"],
  fromDisposable: ["open a.txt", "read", "close"],
  listen: ["draw"],
  patch: ["app: patched"],
  AbstractContextManager: ["depth 2", "depth 0"],
  closing: ["write hello", "destroy"],
  aclosing: ["one", "stop", "closed"],
  decorate: ["locked", "unlocked", "locked", "unlocked", "3 left"],
  asyncContextManager: ["connect app", "select 1", "close app"],
  contextManager: ["  inside"],
  limitExit: ["connect app", "select 1", "close app"],
  nullContext: [""],
  parallel: ["connect app", "cache sessions", "close app", "close sessions"],
  suppress: [""],
  taskGroup: ["load user", "load posts"],
  timeout: [""],
  trackResources: ["handled", "no resource is open"],
  recordTimeline: [
    "enter",
    "exit",
    "0.0 ms  entering Connection",
    "0.0 ms  entered Connection",
    "0.0 ms  exiting Connection",
    "0.0 ms  exited Connection",
  ],
  errorChain: ["Error: close failed,Error: query failed"],
  formatError: ["Error: close failed", "suppressed: Error: query failed"],
  lock: ["locked", "unlocked", "locked", "unlocked"],
  semaphore: ["download a", "download b", "download c", "download d", "download e"],
  webLock: ["granted tab", "synchronised", "freed tab", "granted tab", "freed tab"],
  chdir: ["npm test in core"],
  env: ["node report.js with TZ UTC"],
  redirectStdout: ["hello"],
  exit: ["commit", "rollback", "rollback", "UnconfirmedExitError"],
  unconfirmed: ["UnconfirmedExitError"],
  blindExits: [""],
  aware: [""],
  "aware 2": [""],
  AsyncExitStack: ["connect app", "select 1", "after the connection's exit? no: before it", "close app"],
  enter: ["connect app", "select 1", "close app"],
  enterSync: ["open a.txt", "read", "close"],
  ExitStack: ["open a.txt", "read", "runs before the file is closed", "close"],
  withAsync: ["connect app", "select 1", "close app"],
  withSync: ["open a.txt", "read", "close"],
  install: [""],
};
