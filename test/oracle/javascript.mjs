/**
 * Prints a program as JavaScript source: the body of a function of `$` (what programs call) that returns
 * `main`.
 *
 * How a with-block is written is a style's affair: `declarations.mjs` is another. The style here gives the block to a driver as a function, `$.way.block…(site, manager,
 * body)`; which driver that is, a way decides when the program runs (`ways.mjs`). A jump out of the body is
 * a value the body returns, `{ jump, value }`; the code after the block acts on it. A suppressed block
 * gives undefined, and the code after it runs on.
 */
import { escaping, Lines } from "./print.mjs";

/** Blocks as functions given to a driver. */
export const functions = {
  block(out, node, manager, env, print) {
    const method =
      node.manager === "async" ? "blockAsync" : node.content === "async" ? "blockMixed" : "blockSync";
    driven(out, node, `$.way.${method}(${node.site}, ${manager}, `, ");", env, print);
  },
  stack(out, node, env, print) {
    const method =
      node.manager === "async" ? "stackAsync" : node.content === "async" ? "stackMixed" : "stackSync";
    driven(out, node, `$.way.${method}(${node.site}, `, ");", env, print);
  },
};

/** Prints `opening`, the block as a function, `closing`, and what becomes of a jump out of it. */
function driven(out, node, opening, closing, env, print) {
  const async = node.content === "async";
  const name = node.k === "with" ? node.as : node.name;
  const r = `r${node.site}`;
  out.line(`const ${r} = ${async ? "await " : ""}${opening}${async ? "async " : ""}(value) => {`);
  out.in(() => {
    if (name) out.line(`v.${name} = value;`);
    print({ ...env, calls: env.calls + 1, loop: false });
  });
  out.line(`}${closing}`);
  for (const jump of escaping(node.body)) {
    const direct = jump === "return" ? !env.calls : !env.calls || env.loop;
    const does = !direct
      ? `return ${r}`
      : jump === "return"
        ? env.bare
          ? "return"
          : `return ${r}.value`
        : jump;
    out.line(`if (${r} !== undefined && ${r}.jump === "${jump}") ${does};`);
  }
}

/** The JavaScript source of a program. */
export function printJavaScript(program, style = functions) {
  const out = new Lines();
  const asked = ["aware", "deferOnError", "deferOnSuccess"].some((op) => program.features.has(`stack.${op}`));
  out.line('"use strict";');
  out.line(
    `const { ${"t told name caught show mk again E nth shared take is v lib".split(" ").join(", ")} } = $;`,
  );
  out.line("const { ErrorA, ErrorB, ErrorC, ErrorD, RuntimeError } = $.classes;");
  out.line("const Exception = Error;");
  for (const def of program.defs) printDefinition(def);
  out.line(`return ${program.async ? "async " : ""}function main() {`);
  inside(program.body, { calls: 0 });
  out.line("};");
  return out.text();

  function printDefinition(def) {
    const async = def.async ? "async " : "";
    const a = def.async ? "a" : "";
    switch (def.d) {
      case "class":
        out.line(`class ${def.name} {`);
        out.in(() => {
          out.line(`tag = "${def.name}";`);
          if (def.missing !== "enter" && def.missing !== "both") {
            out.line(`${def.bad === "enter" ? "" : async}__${a}enter__() {`);
            out.in(() => {
              out.line(`t("${def.name} enter");`);
              if (def.bad === "enter") return out.line("return 5;");
              statements(def.enter, { calls: 0 });
              out.line(`return "${def.name}.value";`);
            });
            out.line("}");
          }
          if (def.missing !== "exit" && def.missing !== "both") {
            out.line(`${def.bad === "exit" ? "" : async}__${a}exit__(type, exc, tb) {`);
            out.in(() => {
              out.line("told(this.tag, type, exc, tb);");
              if (def.bad === "exit") return out.line("return 5;");
              whole(def.exit, { calls: 0 });
            });
            out.line("}");
          }
        });
        return out.line("}");
      case "exit":
        out.line(`${async}function ${def.name}(type, exc, tb) {`);
        out.in(() => {
          out.line(`told("${def.name}", type, exc, tb);`);
          whole(def.body, { calls: 0 });
        });
        return out.line("}");
      case "callback":
        out.line(`${async}function ${def.name}(value) {`);
        out.in(() => {
          out.line(`t("${def.name} called with " + show(value));`);
          whole(def.body, { calls: 0 });
        });
        return out.line("}");
      case "closable":
        out.line(`class ${def.name} {`);
        out.in(() => {
          out.line(`tag = "${def.name}";`);
          out.line(`${async}${a}close() {`);
          out.in(() => {
            out.line(`t("${def.name} closed");`);
            whole(def.body, { calls: 0 });
          });
          out.line("}");
        });
        return out.line("}");
      case "generator":
        return printGenerator(def);
    }
  }

  function printGenerator(def) {
    const body = { calls: 0, bare: true };
    const again = () => out.line('yield "again";');
    out.line(
      `const ${def.name} = lib.${def.async ? "asyncContextManager(async function*" : "contextManager(function*"} () {`,
    );
    out.in(() => {
      out.line(`t("${def.name} starts");`);
      statements(def.pre, body);
      if (!def.yields) out.line("if (true) return;");
      const yields = () =>
        within(def.around?.where === "yield" ? def.around.blocks : [], body, () => {
          out.line(`yield "${def.name}.value";`);
          statements(def.after, body);
          if (def.second?.where === "after") again();
        });
      const tries = () => {
        if (!def.handler && !def.final) return yields();
        out.line("try {");
        out.in(yields);
        if (def.handler) {
          out.line("} catch (exc) {");
          out.in(() => {
            out.line(`if (!is(exc, ${def.handler.types.join(", ")})) throw exc;`);
            out.line(`t("${def.name} caught " + name(exc));`);
            statements(def.handler.body, body);
            if (def.second?.where === "handler") again();
          });
        }
        if (def.final) {
          out.line("} finally {");
          out.in(() => {
            out.line(`t("${def.name} finally");`);
            statements(def.final, body);
          });
        }
        out.line("}");
      };
      within(def.around?.where === "try" ? def.around.blocks : [], body, tries);
      statements(def.post, body);
      if (def.second?.where === "post") {
        if (!def.second.closing) again();
        else {
          out.line("try {");
          out.in(again);
          out.line("} finally {");
          inside(def.second.closing, body);
          out.line("}");
        }
      }
      out.line(`t("${def.name} ends");`);
    });
    out.line("});");
  }

  /** Blocks, one in the other, around what `print` prints. */
  function within([first, ...rest], env, print) {
    if (!first) return print();
    style.block(out, { ...first, body: [] }, item(first.item), env, () => within(rest, env, print));
  }

  /** A list of statements that is the whole of a block or a function. */
  function inside(list, env) {
    out.in(() => whole(list, env));
  }

  function whole(list, env) {
    list.forEach((node, at) => statement(node, { ...env, tail: at === list.length - 1 }));
  }

  function statements(list, env) {
    for (const node of list) statement(node, { ...env, tail: false });
  }

  /**
   * `env.calls`: how many block functions lie between here and the function to return from;
   * `env.loop`: whether a loop lies within the innermost of them; `env.bare`: in a generator; `env.tail`:
   * whether the statement is the last of a block that declares nothing.
   */
  function statement(node, env) {
    switch (node.k) {
      case "trace":
        return out.line(`t("${node.text}");`);
      case "tick":
        return out.line("await null;");
      case "use":
        return out.line(`t("uses " + show(v.${node.name}));`);
      case "raise":
        return printRaise(node);
      case "same":
        return out.line("throw exc;");
      case "yield":
        return out.line('yield "ignoring";');
      case "again":
        if (node.what === "told") out.line("if (exc != null) throw exc;");
        else if (node.what === "held") out.line(`if (v.${node.name} != null) throw v.${node.name};`);
        else out.line(`if (E.has(${node.site})) throw E.get(${node.site});`);
        return;
      case "return":
        if (env.calls) return out.line(`return { jump: "return", value: ${node.js || "undefined"} };`);
        return out.line(`return ${node.js};`);
      case "break":
      case "continue":
        return out.line(env.calls && !env.loop ? `return { jump: "${node.k}" };` : `${node.k};`);
      case "if":
        out.line(`if (${condition(node.test)}) {`);
        inside(node.body, env);
        if (node.other) {
          out.line("} else {");
          inside(node.other, env);
        }
        return out.line("}");
      case "loop":
        out.line(`for (v.${node.name} = 0; v.${node.name} < ${node.times}; v.${node.name}++) {`);
        out.in(() => {
          out.line(`t("${node.name}=" + v.${node.name});`);
          whole(node.body, { ...env, loop: true });
        });
        return out.line("}");
      case "try":
        out.line(`v.${node.name} = undefined;`);
        out.line("try {");
        inside(node.body, env);
        out.line("} catch (e) {");
        out.in(() => {
          out.line(`if (!is(e, ${node.types.join(", ")})) throw e;`);
          out.line(`v.${node.name} = e;`);
          out.line(`caught("${node.name}", e, ${node.chain});`);
        });
        return out.line("}");
      case "with":
        if (node.decorates) {
          // A manager's own method, or the library's function: both make a fresh manager per call.
          const decorate = node.manager === "async" ? "decorate" : "decorateSync";
          const opening =
            node.site % 2 ? `${item(node.item)}.decorate(` : `lib.${decorate}(() => ${item(node.item)})(`;
          return driven(out, node, opening, ")();", env, (env) => statements(node.body, env));
        }
        return style.block(out, node, item(node.item), env, (env) => statements(node.body, env));
      case "scope":
        return style.scope(out, node, item, env, (list, env) => statements(list, env));
      case "stack":
        return style.stack(out, node, env, (env) => statements(node.body, env));
      case "reopen":
        out.line(`if (v.${node.from} != null) {`);
        out.in(() =>
          style.block(out, node, `take("${node.from}")`, env, (env) => statements(node.body, env)),
        );
        return out.line("}");
      case "close": {
        // Python's close() says a clean end. Here that is said by `ok()`, where an entry asks how the block ended.
        out.line(`if (v.${node.from} != null) {`);
        out.in(() => {
          if (asked) out.line(`v.${node.from}.ok();`);
          out.line(
            `${node.manager === "async" ? "await " : ""}take("${node.from}").${node.manager === "async" ? "disposeAsync" : "dispose"}();`,
          );
        });
        return out.line("}");
      }
      case "op":
        return operation(node);
    }
  }

  function printRaise({ type, site, from, cause, name }) {
    const causes = {
      new: () => `, mk(${cause.type}, ${cause.site})`,
      told: () => ", exc",
      chain: () => `, exc && mk(${cause.type}, ${cause.site}, exc)`,
      held: () => `, v.${name}`,
    };
    // Python makes the error before its cause, and its cause before the cause's.
    out.line(`throw mk(${type}, ${site}${from ? causes[from]() : ""});`);
  }

  function condition(test) {
    switch (test.c) {
      case "told":
        return `is(exc, ${test.type})`;
      case "clean":
        return "exc == null";
      case "held":
        return `v.${test.name} != null`;
      case "nth":
        return `nth(${test.id}) % ${test.of} === ${test.at}`;
    }
  }

  function item(node) {
    switch (node.e) {
      case "new":
        return `new ${node.def}()`;
      case "call":
        return `${node.def}()`;
      case "shared":
        return `shared("${node.name}", ${node.def})`;
      case "suppress":
        return `lib.suppress(${node.types.join(", ")})`;
      case "closing":
      case "aclosing":
        return `lib.${node.e}(new ${node.def}())`;
      case "null":
        return `lib.nullContext("${node.value}")`;
    }
  }

  function operation(node) {
    const stack = `v.${node.stack}`;
    const async = node.manager === "async";
    switch (node.op) {
      case "enter":
        return out.line(`v.${node.as} = ${async ? "await " : ""}${stack}.enter(${item(node.item)});`);
      case "enterSync":
        return out.line(`v.${node.as} = ${stack}.enterSync(${item(node.item)});`);
      case "exit":
        return out.line(`${stack}.exit(${node.def});`);
      case "aware":
        return out.line(`${stack}.use($.aware(${node.def}, ${node.async}));`);
      case "exitManager":
        return out.line(`${stack}.exit(new ${node.def}());`);
      case "defer":
        return out.line(`${stack}.defer(() => ${node.def}());`);
      case "use":
        return out.line(`${stack}.use($.disposable(${node.def}, ${node.async}));`);
      case "adopt":
        return out.line(`${stack}.adopt("${node.value}", ${node.def});`);
      case "deferOnError":
      case "deferOnSuccess":
        return out.line(`${stack}.${node.op}(() => ${node.def}());`);
      case "enterStack": {
        const fresh = `new lib.${node.inner === "async" ? "AsyncExitStack" : "ExitStack"}()`;
        if (!async) return out.line(`v.${node.name} = ${stack}.enter(${fresh});`);
        if (node.inner === "async") return out.line(`v.${node.name} = await ${stack}.enter(${fresh});`);
        return out.line(`v.${node.name} = ${stack}.enterSync(${fresh});`);
      }
      case "enterMoved":
        return out.line(
          `if (v.${node.from} != null) ${async ? "await " : ""}${stack}.enter(take("${node.from}"));`,
        );
      case "move":
        return out.line(`v.${node.name} = ${stack}.move();`);
    }
  }
}
