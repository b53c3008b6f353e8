// What only Node, Bun and Deno have.
import { chdir, env, redirectStderr, redirectStdout } from "await-using/node";
import { fn } from "jest-mock";
import type { Kind } from "./kinds.js";

const never = { is: "manager", asks: "never", way: "none needed" } as const;

const mocked: Kind = {
  name: "mocked exit",
  isAsync: true,
  is: "manager",
  asks: "blind",
  way: "compile it, or `ok()`",
  make: (say) => ({
    __aenter__: async () => 1,
    __aexit__: fn(async (type: unknown) => say(type === null ? "clean" : "error")),
  }),
};

const changes = [true, false].flatMap((isAsync): Kind[] => {
  const sync = isAsync ? "" : ", sync";
  return [
    { ...never, name: `\`chdir\`${sync}`, isAsync, make: () => chdir(".") },
    { ...never, name: `\`env\`${sync}`, isAsync, make: () => env({ AWAIT_USING_BLIND: "1" }) },
    { ...never, name: `\`redirectStdout\`${sync}`, isAsync, make: () => redirectStdout(null) },
    { ...never, name: `\`redirectStderr\`${sync}`, isAsync, make: () => redirectStderr(null) },
  ];
});

export const nodeKinds: readonly Kind[] = [mocked, ...changes];
