/**
 * The style of `using` and `await using` declarations, for compilers: a with-block is a block that declares
 * the entered manager, and a jump out of it is a real jump.
 *
 * Where there are several ways to write something, numbers decide: a block without braces at the end of one
 * that declares nothing, in the head of a `for` or of a `for … of` statement; what `await using` may declare.
 */
import { escaping } from "./print.mjs";

/** The style for one program. */
export function declarationsOf({ index }) {
  /** One of the numbers below `count`. */
  const choose = (site, count) => ((Math.imul(site * 1009 + index, 0x9e3779b1) >>> 8) % 1000) % count;

  return {
    block(out, node, manager, env, print) {
      const isAsync = node.manager === "async";
      if (node.k === "reopen" && choose(node.site, 2)) declare(out, node, manager, "", env, print);
      else declare(out, node, entered(manager, isAsync), ".value", env, print);
    },

    stack(out, node, env, print) {
      const stack = `new lib.${node.manager === "async" ? "AsyncExitStack" : "ExitStack"}()`;
      declare(out, node, stack, "", env, print);
    },

    /** Several declarations in one block; some of those with nothing in between are one statement. */
    scope(out, node, item, env, print) {
      let open = null; // the statement that may take another declarator
      const pending = [];
      const flush = () => {
        if (open) out.line(`${open.keyword} ${open.declarators.join(", ")};`);
        open = null;
        for (const text of pending.splice(0)) out.line(text);
      };
      out.line("{");
      out.in(() => {
        for (const part of node.parts) {
          const keyword = part.await ? "await using" : "using";
          if (open && (open.keyword !== keyword || choose(part.site, 2))) flush();
          open ??= { keyword, declarators: [] };
          open.declarators.push(`f${part.site} = ${initializer(part, item)}`);
          if (part.as) pending.push(`v.${part.as} = f${part.site}.value;`);
          if (!part.body.length) continue;
          flush();
          print(part.body, env);
        }
        flush();
      });
      out.line("}");
    },
  };

  function initializer(part, item) {
    switch (part.r) {
      case "item":
        return entered(item(part.item), part.async);
      case "aware":
        return `$.aware(${part.def}, ${part.async})`;
      case "plain":
        return `$.disposable(${part.def}, ${part.async})`;
      case "none":
        return choose(part.site, 2) ? "null" : "undefined";
    }
  }

  /** Prints a block that declares one resource; its variable's `value` is what the block's name stands for. */
  function declare(out, node, init, value, env, print) {
    const isAsync = node.manager === "async";
    // `await using` takes a synchronous resource too.
    const awaits = isAsync || (node.content === "async" && choose(node.site, 3) === 0);
    const keyword = awaits ? "await using" : "using";
    const f = `f${node.site}`;
    const name = node.k === "with" ? node.as : node.name;
    const body = () => {
      if (name) out.line(`v.${name} = ${f}${value};`);
      print(env);
    };
    const jumps = escaping(node.body);
    const form = choose(node.site, 7);
    if (form < 2 && !jumps.has("break") && !jumps.has("continue")) {
      // A loop of one iteration.
      if (form) out.line(`for (${keyword} ${f} of [${init}]) {`);
      else out.line(`for (${keyword} ${f} = ${init}, ${f}n = null; v.${f} !== ${f}; v.${f} = ${f}) {`);
      out.in(body);
      out.line("}");
    } else if (env.tail && form % 2) {
      out.line(`${keyword} ${f} = ${init};`);
      body();
    } else {
      out.line("{");
      out.in(() => {
        out.line(`${keyword} ${f} = ${init};`);
        body();
      });
      out.line("}");
    }
  }
}

function entered(manager, isAsync) {
  return isAsync ? `await lib.enter(${manager})` : `lib.enterSync(${manager})`;
}
