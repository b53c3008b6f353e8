// Functions with try/finally, what they may be rewritten to, and what they must not: each wrong rewrite by what is
// wrong with it. `await-using` is imported by the test.

import type { SameOperation } from "../../../src/tools/equiv/index.js";

export interface Rewrite {
  readonly before: string;
  /** Everything that does the same. */
  readonly right: Readonly<Record<string, string>>;
  readonly wrong: Readonly<Record<string, string>>;
  /** The file's extension. Default: ts. */
  readonly language?: "ts" | "js" | "tsx" | "cjs";
  readonly same?: readonly SameOperation[];
}

const inFunction = (head: string) => (body: string) => `${head} {\n${body}\n}`;

/** Rewrites of a function with this head, by their bodies. */
function bodies(head: string, { before, right, wrong, ...rest }: Rewrite): Rewrite {
  const wrap = inFunction(head);
  const each = (texts: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(texts).map(([name, body]) => [name, wrap(body)]));
  return { before: wrap(before), right: each(right), wrong: each(wrong), ...rest };
}

export const rewrites: Readonly<Record<string, Rewrite>> = {
  "an awaited release": bodies("export async function work(queue: Queue): Promise<Report>", {
    before: `const job = await queue.take();
      try { return await run(job); } finally { await job.release(); }`,
    right: {
      "deferAsync, flat": `const job = await queue.take();
        await using _job = deferAsync(() => job.release());
        return await run(job);`,
      "deferAsync, braces": `const job = await queue.take();
        await using _job = deferAsync(async () => { await job.release(); });
        return await run(job);`,
      "a stack": `await using stack = new AsyncDisposableStack();
        const job = stack.adopt(await queue.take(), (job) => job.release());
        return await run(job);`,
    },
    wrong: {
      dropped: `const job = await queue.take();
        return await run(job);`,
      "not awaited": `const job = await queue.take();
        using _job = defer(() => job.release());
        return await run(job);`,
      "not awaited, in braces": `const job = await queue.take();
        await using _job = deferAsync(async () => { job.release(); });
        return await run(job);`,
      "an async callback under using": `const job = await queue.take();
        using _job = defer(async () => { await job.release(); });
        return await run(job);`,
      "only on success": `const job = await queue.take();
        const report = await run(job);
        await job.release();
        return report;`,
      "only on failure": `const job = await queue.take();
        try { return await run(job); } catch (error) { await job.release(); throw error; }`,
      "receiver and method evaluated early": `const job = await queue.take();
        await using _job = deferAsync(job.release.bind(job));
        return await run(job);`,
      "the method without its receiver": `const job = await queue.take();
        const { release } = job;
        await using _job = deferAsync(() => release());
        return await run(job);`,
      "before the acquisition": `await using _job = deferAsync(() => job.release());
        const job = await queue.take();
        return await run(job);`,
      "the wrong variable": `const job = await queue.take();
        await using _job = deferAsync(() => queue.release());
        return await run(job);`,
      "the wrong method": `const job = await queue.take();
        await using _job = deferAsync(() => job.close());
        return await run(job);`,
      "an error swallowed": `const job = await queue.take();
        await using _job = deferAsync(async () => { try { await job.release(); } catch {} });
        return await run(job);`,
      "the body's error swallowed": `const job = await queue.take();
        await using _job = deferAsync(() => job.release());
        try { return await run(job); } catch { return undefined as never; }`,
      "the body not awaited": `const job = await queue.take();
        await using _job = deferAsync(() => job.release());
        return run(job);`,
      twice: `const job = await queue.take();
        await using _job = deferAsync(() => job.release());
        await using _again = deferAsync(() => job.release());
        return await run(job);`,
      "without using": `const job = await queue.take();
        const _job = deferAsync(() => job.release());
        return await run(job);`,
      "the return value overridden": `const job = await queue.take();
        try { return await run(job); } finally { return await job.release(); }`,
      "a disposer that is not known to be the same": `await using job = await queue.take();
        return await run(job);`,
      "a sync disposer for an awaited method": `using job = await queue.take();
        return await run(job);`,
    },
  }),
  "the same operation": bodies("export async function work(queue: Queue): Promise<Report>", {
    before: `const job = await queue.take();
      try { return await run(job); } finally { await job.release(); }`,
    right: { direct: `await using job = await queue.take(); return await run(job);` },
    wrong: { "sync instead of async": `using job = await queue.take(); return await run(job);` },
    same: [{ method: "release", symbol: "asyncDispose" }],
  }),
  "a synchronous finalizer in an async function": bodies("async function load(view)", {
    before: `view.busy = true;
      try { view.rows = await fetchRows(view.id); } finally { view.busy = false; }
      view.draw();`,
    right: {
      block: `view.busy = true;
        { using _busy = defer(() => { view.busy = false; }); view.rows = await fetchRows(view.id); }
        view.draw();`,
    },
    wrong: {
      "flattened though code follows": `view.busy = true;
        using _busy = defer(() => { view.busy = false; });
        view.rows = await fetchRows(view.id);
        view.draw();`,
      "awaited where it was not": `view.busy = true;
        { await using _busy = defer(() => { view.busy = false; }); view.rows = await fetchRows(view.id); }
        view.draw();`,
      "moved above code that can throw": `using _busy = defer(() => { view.busy = false; });
        view.busy = true;
        { view.rows = await fetchRows(view.id); }
        view.draw();`,
      "the wrong value": `view.busy = true;
        { using _busy = defer(() => { view.busy = true; }); view.rows = await fetchRows(view.id); }
        view.draw();`,
    },
    language: "js",
  }),
  "a call that may give a promise, not awaited": bodies("async function ask(socket)", {
    before: `try { return await socket.send("ping"); } finally { socket.end(); }`,
    right: { using: `using _socket = defer(() => socket.end()); return await socket.send("ping");` },
    wrong: {
      "awaited where it was not": `await using _socket = deferAsync(() => socket.end());
        return await socket.send("ping");`,
    },
    language: "js",
  }),
  "a catch": bodies("async function save(this: Form, row: Row)", {
    before: `const tx = await this.db.begin();
      try { await tx.insert(row); await tx.commit(); }
      catch (error) { await tx.rollback(error); throw error; }
      finally { await tx.release(); }`,
    right: {
      outside: `const tx = await this.db.begin();
        await using _tx = deferAsync(() => tx.release());
        try { await tx.insert(row); await tx.commit(); } catch (error) { await tx.rollback(error); throw error; }`,
    },
    wrong: {
      "inside the try": `const tx = await this.db.begin();
        try { await using _tx = deferAsync(() => tx.release()); await tx.insert(row); await tx.commit(); }
        catch (error) { await tx.rollback(error); throw error; }`,
      "inside the catch": `const tx = await this.db.begin();
        try { await tx.insert(row); await tx.commit(); }
        catch (error) { await using _tx = deferAsync(() => tx.release()); await tx.rollback(error); throw error; }`,
      "the catch dropped": `const tx = await this.db.begin();
        await using _tx = deferAsync(() => tx.release());
        await tx.insert(row); await tx.commit();`,
      "the catch around it": `try {
          const tx = await this.db.begin();
          await using _tx = deferAsync(() => tx.release());
          await tx.insert(row); await tx.commit();
        } catch (error) { await tx.rollback(error); throw error; }`,
    },
  }),
  "several closes in order": bodies("async function serve(port: number)", {
    before: `const server = await listen(port); const client = await dial(port);
      try { await client.greet(); } finally { await client.close(); await server.close(); }`,
    right: {
      "one defer": `const server = await listen(port); const client = await dial(port);
        await using _both = deferAsync(async () => { await client.close(); await server.close(); });
        await client.greet();`,
    },
    wrong: {
      "split into several": `const server = await listen(port); const client = await dial(port);
        await using _server = deferAsync(() => server.close());
        await using _client = deferAsync(() => client.close());
        await client.greet();`,
      "split, moved to the acquisitions": `const server = await listen(port);
        await using _server = deferAsync(() => server.close());
        const client = await dial(port);
        await using _client = deferAsync(() => client.close());
        await client.greet();`,
      "in the wrong order": `const server = await listen(port); const client = await dial(port);
        await using _both = deferAsync(async () => { await server.close(); await client.close(); });
        await client.greet();`,
      "at the same time": `const server = await listen(port); const client = await dial(port);
        await using _both = deferAsync(() => Promise.all([client.close(), server.close()]));
        await client.greet();`,
    },
  }),
  "a guard": bodies("function commit(file)", {
    before: `let isOpen = false;
      try { isOpen = file.open(); file.write(rows.length); } finally { if (isOpen) file.close(); }`,
    right: {
      "in the arrow": `let isOpen = false;
        using _file = defer(() => { if (isOpen) file.close(); });
        isOpen = file.open(); file.write(rows.length);`,
    },
    wrong: {
      "evaluated early": `let isOpen = false;
        if (isOpen) { using _file = defer(() => file.close()); isOpen = file.open(); file.write(rows.length); }
        else { isOpen = file.open(); file.write(rows.length); }`,
      dropped: `let isOpen = false;
        using _file = defer(() => file.close());
        isOpen = file.open(); file.write(rows.length);`,
      "copied early": `let isOpen = false;
        const wasOpen = isOpen;
        using _file = defer(() => { if (wasOpen) file.close(); });
        isOpen = file.open(); file.write(rows.length);`,
    },
    language: "js",
  }),
  arguments: bodies("function measure(log)", {
    before: `let rows = 0;
      try { for (const part of log.parts) rows += part.count(); } finally { log.report(rows, clock.now()); }`,
    right: {
      "in the arrow": `let rows = 0;
        using _log = defer(() => log.report(rows, clock.now()));
        for (const part of log.parts) rows += part.count();`,
    },
    wrong: {
      "evaluated early": `let rows = 0;
        using _log = defer(log.report.bind(log, rows, clock.now()));
        for (const part of log.parts) rows += part.count();`,
      "one evaluated early": `let rows = 0;
        const now = clock.now();
        using _log = defer(() => log.report(rows, now));
        for (const part of log.parts) rows += part.count();`,
      "one dropped": `let rows = 0;
        using _log = defer(() => log.report(rows));
        for (const part of log.parts) rows += part.count();`,
    },
    language: "js",
  }),
  "an outer variable that changes": {
    before: `let handle = 0;
      export function draw() { try { paint(); handle = 7; } finally { cancel(handle); } }`,
    right: {
      arrow: `let handle = 0;
        export function draw() { using _draw = defer(() => cancel(handle)); paint(); handle = 7; }`,
    },
    wrong: {
      "read early": `let handle = 0;
        export function draw() { const old = handle; using _draw = defer(() => cancel(old)); paint(); handle = 7; }`,
    },
  },
  "this, private names and super": {
    before: `class Cache extends Store {
        #lock; #depth = 0;
        async refresh(...keys) {
          this.#depth++;
          try { await super.refresh(...keys); } finally { this.#depth--; await this.#lock.leave(arguments[0]); }
        }
      }`,
    right: {
      arrow: `class Cache extends Store {
        #lock; #depth = 0;
        async refresh(...keys) {
          this.#depth++;
          await using _lock = deferAsync(async () => { this.#depth--; await this.#lock.leave(arguments[0]); });
          await super.refresh(...keys);
        }
      }`,
    },
    wrong: {
      "function instead of arrow": `class Cache extends Store {
        #lock; #depth = 0;
        async refresh(...keys) {
          this.#depth++;
          await using _lock = deferAsync(async function () {
            this.#depth--; await this.#lock.leave(arguments[0]); });
          await super.refresh(...keys);
        }
      }`,
      "another this, by a bound function with its own arguments": `class Cache extends Store {
        #lock; #depth = 0;
        async refresh(...keys) {
          this.#depth++;
          await using _lock = deferAsync(async function () {
            this.#depth--; await this.#lock.leave(arguments[0]); }.bind(this));
          await super.refresh(...keys);
        }
      }`,
      "another method of super": `class Cache extends Store {
        #lock; #depth = 0;
        async refresh(...keys) {
          this.#depth++;
          await using _lock = deferAsync(async () => { this.#depth--; await this.#lock.leave(arguments[0]); });
          await this.refresh(...keys);
        }
      }`,
    },
    language: "js",
  },
  "an arrow that uses this and arguments": {
    before: `class View { start() { return this.bus.on("tick", () => {
        try { this.draw(arguments[0]); } finally { this.bus.done(); } }); } }`,
    right: {
      using: `class View { start() { return this.bus.on("tick", () => {
        using _bus = defer(() => this.bus.done()); this.draw(arguments[0]); }); } }`,
    },
    wrong: {
      dropped: `class View { start() { return this.bus.on("tick", () => { this.draw(arguments[0]); }); } }`,
      "function in the arrow": `class View { start() { return this.bus.on("tick", () => {
        using _bus = defer(function () { this.bus.done(); }); this.draw(arguments[0]); }); } }`,
    },
    language: "js",
  },
  "names of the body that are used elsewhere": bodies("function total(gate: Gate, rows: Row[])", {
    before: `const later = () => sum;
      try { const sum = add(rows); gate.tell(sum); } finally { gate.leave(later); }
      `,
    right: {
      block: `const later = () => sum;
        { using _gate = defer(() => gate.leave(later)); const sum = add(rows); gate.tell(sum); }`,
    },
    wrong: {
      "captured by a closure": `const later = () => sum;
        using _gate = defer(() => gate.leave(later));
        const sum = add(rows); gate.tell(sum);`,
    },
  }),
  "a name that the code before reads": bodies("function total(gate: Gate)", {
    before: `gate.enter(rows);
      try { const rows = gate.rows(); gate.tell(rows); } finally { gate.leave(); }`,
    right: {
      block: `gate.enter(rows);
        { using _gate = defer(() => gate.leave()); const rows = gate.rows(); gate.tell(rows); }`,
    },
    wrong: {
      "captured in its dead zone": `gate.enter(rows);
        using _gate = defer(() => gate.leave()); const rows = gate.rows(); gate.tell(rows);`,
    },
  }),
  "a name of the body that the finalizer uses": bodies("function total(rows: Row[])", {
    before: `try { const gate = rows.gate(); gate.tell(rows); } finally { gate.leave(); }`,
    right: {
      "the body's braces kept": `using _gate = defer(() => gate.leave());
        { const gate = rows.gate(); gate.tell(rows); }`,
    },
    wrong: {
      captured: `using _gate = defer(() => gate.leave()); const gate = rows.gate(); gate.tell(rows);`,
    },
  }),
  "a name declared twice": bodies("function total(gate: Gate)", {
    before: `const sum = gate.first();
      try { const sum = gate.second(); gate.tell(sum); } finally { gate.leave(sum); }`,
    right: {
      "the body's braces kept": `const sum = gate.first();
        using _gate = defer(() => gate.leave(sum));
        { const sum = gate.second(); gate.tell(sum); }`,
    },
    wrong: {
      "flattened, which is no program": `const sum = gate.first();
        using _gate = defer(() => gate.leave(sum)); const sum = gate.second(); gate.tell(sum);`,
    },
  }),
  "a finalizer with a return": bodies("function risky(door)", {
    before: `try { return door.open(); } finally { if (door.isShut) return door.name; }`,
    right: { renamed: `try { return door.open(); } finally { if (door.isShut) { return door.name; } }` },
    wrong: {
      "in an arrow": `using _door = defer(() => { if (door.isShut) return door.name; }); return door.open();`,
    },
    language: "js",
  }),
  "a finalizer that breaks": bodies("function drain(queue)", {
    before: `for (const job of queue) { try { job.run(); } finally { if (job.isLast) continue; job.drop(); } }`,
    right: {
      "the same in other words": `for (const job of queue) {
        try { job.run(); } finally { if (job.isLast) { continue; } job.drop(); } }`,
    },
    wrong: {
      "return in an arrow": `for (const job of queue) {
        using _job = defer(() => { if (job.isLast) return; job.drop(); }); job.run(); }`,
    },
    language: "js",
  }),
  "a var of the finalizer": bodies("function timed(clock)", {
    before: `try { clock.start(); } finally { var spent = clock.stop(); }
      return spent;`,
    right: {
      "a let outside": `let spent;
        { using _clock = defer(() => { spent = clock.stop(); }); clock.start(); }
        return spent;`,
    },
    wrong: {
      "moved with it": `var spent;
        { using _clock = defer(() => { var spent = clock.stop(); }); clock.start(); }
        return spent;`,
    },
    language: "js",
  }),
  "a loop": bodies("async function all(jobs)", {
    before: `for (const job of jobs) { try { await job.run(); } finally { await job.drop(); } }`,
    right: {
      flat: `for (const job of jobs) { await using _job = deferAsync(() => job.drop()); await job.run(); }`,
    },
    wrong: {
      "after the loop": `await using stack = new AsyncDisposableStack();
        for (const job of jobs) { stack.adopt(job, (job) => job.drop()); await job.run(); }`,
      "the last one missing": `for (const job of jobs) { await job.run(); await job.drop(); }`,
    },
    language: "js",
  }),
  "a generator": {
    before: `export function* lines(path: string) { const file = open(path);
      try { while (!file.isEnd()) yield file.line(); } finally { file.close(); } }`,
    right: {
      using: `export function* lines(path: string) { const file = open(path);
        using _file = defer(() => file.close()); while (!file.isEnd()) yield file.line(); }`,
    },
    wrong: {
      "only when it is finished": `export function* lines(path: string) { const file = open(path);
        while (!file.isEnd()) yield file.line(); file.close(); }`,
      "only on an error": `export function* lines(path: string) { const file = open(path);
        try { while (!file.isEnd()) yield file.line(); } catch (error) { file.close(); throw error; }
        file.close(); }`,
    },
  },
  "an async generator": {
    before: `class Feed { async *[Symbol.asyncIterator]() { const socket = await this.dial();
      try { for await (const part of socket) yield part.text; } finally { await socket.hangUp(); } } }`,
    right: {
      using: `class Feed { async *[Symbol.asyncIterator]() { const socket = await this.dial();
        await using _socket = deferAsync(() => socket.hangUp()); for await (const part of socket) yield part.text; } }`,
    },
    wrong: {
      "not awaited": `class Feed { async *[Symbol.asyncIterator]() { const socket = await this.dial();
        using _socket = defer(() => void socket.hangUp()); for await (const part of socket) yield part.text; } }`,
      "yields something else": `class Feed { async *[Symbol.asyncIterator]() { const socket = await this.dial();
        await using _socket = deferAsync(() => socket.hangUp()); for await (const part of socket) yield part; } }`,
    },
    language: "js",
  },
  "a module's top level": {
    before: `import { boot } from "./boot.js";
      const server = await boot();
      try { await server.check(); } finally { await server.close(); }
      export const name = server.name;`,
    right: {
      block: `import { boot } from "./boot.js";
        const server = await boot();
        { await using _server = deferAsync(() => server.close()); await server.check(); }
        export const name = server.name;`,
    },
    wrong: {
      flattened: `import { boot } from "./boot.js";
        const server = await boot();
        await using _server = deferAsync(() => server.close()); await server.check();
        export const name = server.name;`,
    },
  },
  "a constructor": {
    before: `class Job extends Task { constructor(private gate: Gate) { super(gate.name);
      try { this.load(); } finally { gate.leave(this); } } }`,
    right: {
      using: `class Job extends Task { constructor(private gate: Gate) { super(gate.name);
        using _gate = defer(() => gate.leave(this)); this.load(); } }`,
    },
    wrong: {
      "before super": `class Job extends Task { constructor(private gate: Gate) {
        using _gate = defer(() => gate.leave(this)); super(gate.name); this.load(); } }`,
    },
  },
  "a let that the body fills": bodies("function greet(host: string)", {
    before: `let socket: Socket | undefined;
      try { socket = dial(host); socket.send(greeting); } finally { socket?.hangUp(); }`,
    right: {
      "const at the assignment": `const socket = dial(host);
        using _socket = defer(() => socket?.hangUp()); socket.send(greeting);`,
      "defer under the let": `let socket: Socket | undefined;
        using _socket = defer(() => socket?.hangUp()); socket = dial(host); socket.send(greeting);`,
    },
    wrong: {
      "read early": `let socket: Socket | undefined;
        const held: Socket | undefined = socket;
        using _socket = defer(() => held?.hangUp()); socket = dial(host); socket.send(greeting);`,
    },
  }),
  "floating work": bodies("async function tidy(files)", {
    before: `const done = files.map((file) => file.flush());
      void (async () => { for (const file of files) { await file.sync(); log(file.name); } })();
      try { await Promise.all(done); } finally { if (files.isOpen) await files.close(); }`,
    right: {
      deferAsync: `const done = files.map((file) => file.flush());
        void (async () => { for (const file of files) { await file.sync(); log(file.name); } })();
        await using _files = deferAsync(async () => { if (files.isOpen) await files.close(); });
        await Promise.all(done);`,
    },
    wrong: {
      "the floating work awaited": `const done = files.map((file) => file.flush());
        await (async () => { for (const file of files) { await file.sync(); log(file.name); } })();
        await using _files = deferAsync(async () => { if (files.isOpen) await files.close(); });
        await Promise.all(done);`,
    },
    language: "js",
  }),
  "JSX and CommonJS names": {
    before: `const { Spinner } = require("./spinner");
      exports.show = function show(screen) {
        screen.push(<Spinner label={screen.name} />);
        try { screen.render(); } finally { screen.pop(); }
      };`,
    right: {
      using: `const { Spinner } = require("./spinner");
        exports.show = function show(screen) {
          screen.push(<Spinner label={screen.name} />);
          using _screen = defer(() => screen.pop());
          screen.render();
        };`,
    },
    wrong: {
      "another label": `const { Spinner } = require("./spinner");
        exports.show = function show(screen) {
          screen.push(<Spinner label={screen.title} />);
          using _screen = defer(() => screen.pop());
          screen.render();
        };`,
    },
    language: "tsx",
  },
  "a saved value": bodies("export function quietly(run: () => void)", {
    before: `const old = console.warn;
      console.warn = () => {};
      try { run(); } finally { console.warn = old; }`,
    right: {
      defer: `const old = console.warn;
        console.warn = () => {};
        using _warn = defer(() => { console.warn = old; });
        run();`,
    },
    wrong: {
      "moved above the change": `const old = console.warn;
        using _warn = defer(() => { console.warn = old; });
        console.warn = () => {};
        run();`,
      "never restored": `const old = console.warn;
        console.warn = () => {};
        using _warn = defer(() => { old; });
        run();`,
    },
  }),
};
