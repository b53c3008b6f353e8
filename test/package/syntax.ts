// Finding what Node 14.6 or Safari 14.1 cannot parse, or does not have, in a built file.
import { parse } from "acorn";

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

// Methods and globals that came later: a use that is not feature-tested fails on the oldest engines.
const newerMethods = new Set(
  "at findLast findLastIndex hasOwn replaceAll toReversed toSorted toSpliced with withResolvers any groupBy".split(
    " ",
  ),
);
const newerGlobals = new Set(["AggregateError", "FinalizationRegistry", "structuredClone", "WeakRef"]);

/** Lists what in `code` is newer than Node 14.6 and Safari 14.1, each as `line: what`. */
export function newerSyntax(code: string, sourceType: "module" | "script"): string[] {
  const found: string[] = [];
  const visit = (value: unknown, isTopLevel: boolean): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, isTopLevel);
    else if (isNode(value)) {
      const what = newer(value, isTopLevel);
      const { start } = value["loc"] as { start: { line: number } };
      if (what !== undefined) found.push(`${start.line}: ${what}`);
      const isFunction = /Function/.test(value.type);
      for (const [key, child] of Object.entries(value)) {
        const isName = (key === "property" || key === "key") && value["computed"] === false;
        if (!isName || !isNode(child) || child.type === "PrivateIdentifier")
          visit(child, isTopLevel && !isFunction);
      }
    }
  };
  visit(parse(code, { ecmaVersion: "latest", sourceType, locations: true }), true);
  return found.filter((what) => !code.includes(`typeof ${what.split(" ")[1]}`));
}

function newer(node: Node, isTopLevel: boolean): string | undefined {
  switch (node.type) {
    case "StaticBlock":
      return "a static block";
    case "AssignmentExpression":
      return ["??=", "||=", "&&="].includes(String(node["operator"])) ? String(node["operator"]) : undefined;
    case "BinaryExpression":
      return (node["left"] as Node).type === "PrivateIdentifier" ? "#name in object" : undefined;
    case "MethodDefinition":
      return (node["key"] as Node).type === "PrivateIdentifier" ? "a private method" : undefined;
    case "VariableDeclaration":
      return String(node["kind"]).includes("using") ? String(node["kind"]) : undefined;
    case "Literal": {
      const regex = node["regex"] as { pattern: string; flags: string } | undefined;
      const isNewer = regex && (/[dv]/.test(regex.flags) || /\(\?<[=!]|\(\?[a-z-]+:/.test(regex.pattern));
      if (isNewer) return `/${regex.pattern}/${regex.flags}`;
      return /^\d[\d_]*_\d/.test(String(node["raw"])) ? "a numeric separator" : undefined;
    }
    case "ImportAttribute":
      return "an import attribute";
    case "CallExpression": {
      const callee = node["callee"] as Node;
      const method = callee.type === "MemberExpression" && (callee["property"] as Node)["name"];
      return typeof method === "string" && newerMethods.has(method) ? `.${method}()` : undefined;
    }
    case "Identifier": {
      const name = String(node["name"]);
      return newerGlobals.has(name) ? `${name} without a typeof test` : undefined;
    }
    case "AwaitExpression":
      return isTopLevel ? "top-level await" : undefined;
    case "ForOfStatement":
      return isTopLevel && node["await"] === true ? "top-level for await" : undefined;
  }
  return undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}
