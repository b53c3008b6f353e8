/**
 * Prints a program as Python source: definitions, then `main`.
 *
 * Stacks are printed in one of two ways. "contextlib": as CPython's own ExitStack and AsyncExitStack, which
 * decide events, outcomes and the newest error. "nested": as real nested `with` statements (`nested` in
 * `harness.py`), which decide the chains, because contextlib forgets some `__context__` links.
 */
import { escaping, Lines } from "./print.mjs";

/** The Python source of a program; `stacks` is "contextlib" or "nested". */
export function printPython(program, stacks) {
  const out = new Lines();
  for (const def of program.defs) printDefinition(def);
  out.line(`${program.async ? "async " : ""}def main():`);
  suite(program.body, { calls: 0 });
  return out.text();

  function printDefinition(def) {
    const async = def.async ? "async " : "";
    const a = def.async ? "a" : "";
    switch (def.d) {
      case "class":
        out.line(`class ${def.name}:`);
        out.in(() => {
          out.line(`tag = "${def.name}"`);
          if (def.missing !== "enter" && def.missing !== "both") {
            out.line(`${def.bad === "enter" ? "" : async}def __${a}enter__(self):`);
            out.in(() => {
              out.line(`t("${def.name} enter")`);
              if (def.bad === "enter") return out.line("return 5");
              statements(def.enter, { calls: 0 });
              out.line(`return "${def.name}.value"`);
            });
          }
          if (def.missing !== "exit" && def.missing !== "both") {
            out.line(`${def.bad === "exit" ? "" : async}def __${a}exit__(self, type, exc, tb):`);
            out.in(() => {
              out.line(`told(self.tag, type, exc, tb)`);
              if (def.bad === "exit") return out.line("return 5");
              statements(def.exit, { calls: 0 });
            });
          }
        });
        break;
      case "exit":
        out.line(`${async}def ${def.name}(type, exc, tb):`);
        out.in(() => {
          out.line(`told("${def.name}", type, exc, tb)`);
          statements(def.body, { calls: 0 });
        });
        break;
      case "callback":
        out.line(`${async}def ${def.name}(value=None):`);
        out.in(() => {
          out.line(`t("${def.name} called with " + show(value))`);
          statements(def.body, { calls: 0 });
        });
        break;
      case "closable":
        out.line(`class ${def.name}:`);
        out.in(() => {
          out.line(`tag = "${def.name}"`);
          out.line(`${async}def ${a}close(self):`);
          out.in(() => {
            out.line(`t("${def.name} closed")`);
            statements(def.body, { calls: 0 });
          });
        });
        break;
      case "generator":
        printGenerator(def);
    }
  }

  function printGenerator(def) {
    const body = { calls: 0, bare: true };
    const again = () => out.line(`yield "again"`);
    out.line(def.async ? "@asynccontextmanager" : "@contextmanager");
    out.line(`${def.async ? "async " : ""}def ${def.name}():`);
    out.in(() => {
      out.line(`t("${def.name} starts")`);
      statements(def.pre, body);
      if (!def.yields) out.line("if True: return");
      const yields = () =>
        within(def.around?.where === "yield" ? def.around.blocks : [], () => {
          out.line(`yield "${def.name}.value"`);
          statements(def.after, body);
          if (def.second?.where === "after") again();
        });
      const tries = () => {
        if (!def.handler && !def.final) return yields();
        out.line("try:");
        out.in(yields);
        if (def.handler) {
          out.line(`except (${def.handler.types.join(", ")},) as exc:`);
          out.in(() => {
            out.line(`t("${def.name} caught " + name(exc))`);
            statements(def.handler.body, body);
            if (def.second?.where === "handler") again();
          });
        }
        if (def.final) {
          out.line("finally:");
          out.in(() => {
            out.line(`t("${def.name} finally")`);
            statements(def.final, body);
          });
        }
      };
      within(def.around?.where === "try" ? def.around.blocks : [], tries);
      statements(def.post, body);
      if (def.second?.where === "post") {
        if (!def.second.closing) again();
        else {
          out.line("try:");
          out.in(again);
          out.line("finally:");
          out.in(() => statements(def.second.closing, body));
        }
      }
      out.line(`t("${def.name} ends")`);
    });
  }

  /** Real `with` statements around what `print` prints. */
  function within([first, ...rest], print) {
    if (!first) return print();
    out.line(`${opening(first)}:`);
    out.in(() => within(rest, print));
  }

  function suite(list, env) {
    out.in(() => {
      if (!list.length) out.line("pass");
      statements(list, env);
    });
  }

  function statements(list, env) {
    for (const node of list) statement(node, env);
  }

  /**
   * `env.calls`: how many functions given to `nested` lie between here and the function to return from;
   * `env.loop`: whether a loop lies within the innermost of them; `env.bare`: in a generator.
   */
  function statement(node, env) {
    switch (node.k) {
      case "trace":
        return out.line(`t("${node.text}")`);
      case "tick":
        return out.line("await tick()");
      case "use":
        return out.line(`t("uses " + show(v.${node.name}))`);
      case "raise":
        return printRaise(node);
      case "same":
        return out.line("raise");
      case "yield":
        return out.line('yield "ignoring"');
      case "again":
        if (node.what === "told") out.line("if exc is not None: raise again(exc)");
        else if (node.what === "held") out.line(`if v.${node.name} is not None: raise again(v.${node.name})`);
        else out.line(`if ${node.site} in E: raise older(${node.site})`);
        return;
      case "return":
        return out.line(env.calls ? `return ("return", ${node.py || "None"})` : `return ${node.py}`);
      case "break":
      case "continue":
        return out.line(env.calls && !env.loop ? `return ("${node.k}",)` : node.k);
      case "if":
        out.line(`if ${condition(node.test)}:`);
        suite(node.body, env);
        if (node.other) {
          out.line("else:");
          suite(node.other, env);
        }
        return;
      case "loop":
        out.line(`for v.${node.name} in range(${node.times}):`);
        out.in(() => {
          out.line(`t("${node.name}=" + str(v.${node.name}))`);
          statements(node.body, { ...env, loop: true });
        });
        return;
      case "try":
        out.line(`v.${node.name} = None`);
        out.line("try:");
        suite(node.body, env);
        out.line(`except (${node.types.join(", ")},) as e:`);
        out.in(() => {
          out.line(`v.${node.name} = e`);
          out.line(`caught("${node.name}", e, ${node.chain ? "True" : "False"})`);
        });
        return;
      case "with":
        if (node.decorates) {
          out.line(`@${item(node.item)}`);
          return blockFunction(node, (b) => `${node.content === "async" ? "await " : ""}${b}()`, env);
        }
        out.line(`${opening(node)}:`);
        return suite(node.body, env);
      case "scope":
        return scopeBlock(node, env);
      case "stack":
        return stackBlock(node, node.name, `${stackClass(node.manager)}()`, env);
      case "reopen":
        out.line(`if v.${node.from} is not None:`);
        out.in(() => stackBlock(node, node.name, `take("${node.from}")`, env));
        return;
      case "close": {
        const async = node.manager === "async";
        out.line(`if v.${node.from} is not None:`);
        out.in(() => {
          if (stacks === "contextlib")
            out.line(async ? `await take("${node.from}").aclose()` : `take("${node.from}").close()`);
          else out.line(`${async ? "await nested" : "nested_sync"}(take("${node.from}"), None)`);
        });
        return;
      }
      case "op":
        return operation(node);
    }
  }

  function printRaise({ type, site, from, cause, name }) {
    const error = `mk(${type}, ${site})`;
    switch (from) {
      case null:
        return out.line(`raise ${error}`);
      case "new":
        return out.line(`raise ${error} from mk(${cause.type}, ${cause.site})`);
      case "told":
        out.line(`if exc is not None: raise ${error} from exc`);
        return out.line(`raise ${error}`);
      case "chain":
        out.line(`if exc is not None: raise ${error} from chained(mk(${cause.type}, ${cause.site}), exc)`);
        return out.line(`raise ${error}`);
      case "held":
        out.line(`if v.${name} is not None: raise ${error} from v.${name}`);
        return out.line(`raise ${error}`);
    }
  }

  function condition(test) {
    switch (test.c) {
      case "told":
        return `isinstance(exc, ${test.type})`;
      case "clean":
        return "exc is None";
      case "held":
        return `v.${test.name} is not None`;
      case "nth":
        return `nth(${test.id}) % ${test.of} == ${test.at}`;
    }
  }

  function opening({ manager, item: entered, as }) {
    return `${manager === "async" ? "async " : ""}with ${item(entered)}${as ? ` as v.${as}` : ""}`;
  }

  function item(node) {
    switch (node.e) {
      case "new":
      case "call":
        return `${node.def}()`;
      case "shared":
        return `shared("${node.name}", ${node.def})`;
      case "suppress":
        return `suppress(${node.types.join(", ")})`;
      case "closing":
      case "aclosing":
        return `${node.e}(${node.def}())`;
      case "null":
        return `nullcontext("${node.value}")`;
    }
  }

  function stackClass(manager) {
    if (stacks === "nested") return "NestedStack";
    return manager === "async" ? "AsyncExitStack" : "ExitStack";
  }

  function stackBlock(node, name, stack, env) {
    if (stacks === "contextlib") {
      out.line(`${node.manager === "async" ? "async " : ""}with kept(${stack}) as v.${name}:`);
      return suite(node.body, env);
    }
    out.line(`v.${name} = ${stack}`);
    const nested = node.content === "async" ? "await nested" : "nested_sync";
    blockFunction(node, (b) => `${nested}(v.${name}, ${b})`, env);
  }

  /** A block as a function, the call that runs it, and what becomes of a jump out of it. */
  function blockFunction(node, call, env) {
    out.line(`${node.content === "async" ? "async " : ""}def b${node.site}():`);
    suite(node.body, { ...env, calls: env.calls + 1, loop: false });
    out.line(`r${node.site} = ${call(`b${node.site}`)}`);
    jumpsAfter(node, escaping(node.body), env);
  }

  /**
   * Several resources of one scope: real `with` statements, one in the other, in a function; what follows each
   * declaration, as a function. A jump is kept in `j` when it reaches the scope's edge, so that it is completed
   * also where an exit throws and an outer resource suppresses that: JavaScript's one difference from CPython.
   */
  function scopeBlock(node, env) {
    const isAsync = node.content === "async";
    const [async, wait] = isAsync ? ["async ", "await "] : ["", ""];
    const nest = ([part, ...rest]) => {
      if (!part) return;
      out.line(`${partOpening(part)}:`);
      out.in(() => {
        if (part.body.length) {
          out.line(`${async}def b${part.site}():`);
          suite(part.body, { ...env, calls: env.calls + 1, loop: false });
          out.line(`j.jump = ${wait}b${part.site}()`);
          out.line("if j.jump is not None: return True");
        } else if (!rest.length) out.line("pass");
        nest(rest);
      });
    };
    out.line(`${async}def s${node.site}(j):`);
    out.in(() => nest(node.parts));
    out.line(`j${node.site} = Jump()`);
    out.line(`r${node.site} = j${node.site}.after(${wait}s${node.site}(j${node.site}))`);
    jumpsAfter(node, escaping([node]), env);
  }

  function partOpening(part) {
    if (part.r === "item") return opening({ ...part, manager: part.async ? "async" : "sync" });
    if (part.r === "none") return "with nullcontext()";
    const exit = part.r === "aware" ? part.def : `${part.async ? "async_ignoring" : "ignoring"}(${part.def})`;
    return part.async ? `async with AsyncEntry(${exit})` : `with Entry(${exit})`;
  }

  /** What becomes of a jump out of a block that was a function. */
  function jumpsAfter(node, jumps, env) {
    const r = `r${node.site}`;
    for (const jump of jumps) {
      const direct = jump === "return" ? !env.calls : !env.calls || env.loop;
      const does = !direct
        ? `return ${r}`
        : jump === "return"
          ? env.bare
            ? "return"
            : `return ${r}[1]`
          : jump;
      out.line(`if ${r} is not None and ${r}[0] == "${jump}": ${does}`);
    }
  }

  function operation(node) {
    const stack = `v.${node.stack}`;
    const async = node.manager === "async";
    switch (node.op) {
      case "enter":
      case "enterSync": {
        const call = node.op === "enter" && async ? "await " : "";
        return out.line(
          `v.${node.as} = ${call}${stack}.${call ? "enter_async_context" : "enter_context"}(${item(node.item)})`,
        );
      }
      case "exit":
      case "aware":
        return out.line(`${stack}.${node.async ? "push_async_exit" : "push"}(${node.def})`);
      case "exitManager":
        return out.line(`${stack}.${async ? "push_async_exit" : "push"}(${node.def}())`);
      case "defer":
      case "use":
        return out.line(`${stack}.${node.async ? "push_async_callback" : "callback"}(${node.def})`);
      case "adopt":
        return out.line(
          `${stack}.${node.async ? "push_async_callback" : "callback"}(${node.def}, "${node.value}")`,
        );
      case "deferOnError":
      case "deferOnSuccess": {
        const when = node.op === "deferOnError" ? "True" : "False";
        if (node.async) return out.line(`${stack}.push_async_exit(async_only_if(${when}, ${node.def}))`);
        return out.line(`${stack}.push(only_if(${when}, ${node.def}))`);
      }
      case "enterStack": {
        const call = node.inner === "async" ? "await " : "";
        const method = call ? "enter_async_context" : "enter_context";
        return out.line(`v.${node.name} = ${call}${stack}.${method}(kept(${stackClass(node.inner)}()))`);
      }
      case "enterMoved": {
        const call = async ? "await " : "";
        const method = call ? "enter_async_context" : "enter_context";
        return out.line(`if v.${node.from} is not None: ${call}${stack}.${method}(take("${node.from}"))`);
      }
      case "move":
        return out.line(`v.${node.name} = kept(${stack}.pop_all())`);
    }
  }
}
