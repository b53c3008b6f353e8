/**
 * The style of `using` and `await using` declarations, for compilers: a with-block is a block that declares
 * the entered manager, and a jump out of it is a real jump.
 *
 * Where a block may be written in other ways, the site's number decides: without braces at the end of a block
 * that declares nothing, in the head of a `for` or a `for … of` statement.
 */
import { escaping } from "./print.mjs";

export const declarations = {
  block(out, node, manager, env, print) {
    declare(out, node, entered(node, manager), env, print);
  },

  stack(out, node, env, print) {
    const isAsync = node.manager === "async";
    declare(
      out,
      node,
      { isAsync, init: `new lib.${isAsync ? "AsyncExitStack" : "ExitStack"}()` },
      env,
      print,
    );
  },

  /** Several declarations in one block; those with nothing in between are one statement, here and there. */
  scope(out, node, item, env, print) {
    out.line("{");
    out.in(() => {
      let open = null; // the declaration statement that may take another declarator
      const pending = [];
      const flush = () => {
        if (open) out.line(`${open.keyword} ${open.declarators.join(", ")};`);
        open = null;
        for (const text of pending.splice(0)) out.line(text);
      };
      for (const part of node.parts) {
        const keyword = part.await ? "await using" : "using";
        if (open && (open.keyword !== keyword || part.site % 2)) flush();
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

/** What a block declares: a manager that is entered, or a stack as it is. */
function entered(node, manager) {
  const isAsync = node.manager === "async";
  if (node.k === "reopen" && node.site % 2) return { isAsync, init: manager };
  return {
    isAsync,
    init: isAsync ? `await lib.enter(${manager})` : `lib.enterSync(${manager})`,
    value: ".value",
  };
}

function initializer(part, item) {
  switch (part.r) {
    case "item":
      return part.async ? `await lib.enter(${item(part.item)})` : `lib.enterSync(${item(part.item)})`;
    case "aware":
      return `$.aware(${part.def}, ${part.async})`;
    case "plain":
      return `$.disposable(${part.def}, ${part.async})`;
    case "none":
      return part.site % 2 ? "null" : "undefined";
  }
}

function declare(out, node, { isAsync, init, value = "" }, env, print) {
  // `await using` takes a synchronous resource too.
  const keyword = isAsync || (node.content === "async" && node.site % 3 === 0) ? "await using" : "using";
  const f = `f${node.site}`;
  const name = node.k === "with" ? node.as : node.name;
  const body = () => {
    if (name) out.line(`v.${name} = ${f}${value};`);
    print(env);
  };
  const jumps = escaping(node.body);
  const form = jumps.has("break") || jumps.has("continue") ? 0 : node.site % 8;
  if (form === 1) {
    out.line(`for (${keyword} ${f} of [${init}]) {`);
    out.in(body);
    return out.line("}");
  }
  if (form === 2) {
    out.line(`for (${keyword} ${f} = ${init}, ${f}n = null; v.${f} !== ${f}; v.${f} = ${f}) {`);
    out.in(body);
    return out.line("}");
  }
  if (env.tail && node.site % 2) {
    out.line(`${keyword} ${f} = ${init};`);
    return body();
  }
  out.line("{");
  out.in(() => {
    out.line(`${keyword} ${f} = ${init};`);
    body();
  });
  out.line("}");
}
