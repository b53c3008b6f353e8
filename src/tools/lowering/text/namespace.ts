// TypeScript's namespaces, which may stand at the top level only: in a block each becomes the call of a function, as
// TypeScript itself compiles it.
//
//   namespace N { export const n = 1 }     var N = ((N) => { const n = 1; N.n = n; return N; })({});

import { declarationNames, usedNames } from "../plan/names.js";
import { declaredNames } from "../plan/top-level.js";
import { declarationOf, exportsItself, isErased } from "../plan/tree.js";
import type { Blocks } from "./blocks.js";
import type { Identifier, Node, StatementList, VariableDeclaration } from "./syntax.js";
import { unexport } from "./words.js";

interface Namespace extends Node {
  readonly id: Node;
  readonly body: Node;
}

/** The names that a namespace exports, and of each: may it be assigned to again? */
type Exports = Map<string, boolean>;

/** The namespaces of a file, in the order of its source: each sees what those of its name before it export. */
export class Namespaces {
  readonly #blocks: Blocks;
  readonly #source: string;
  /** By name, dotted where one stands in another. */
  readonly #exports = new Map<string, Exports>();

  constructor(blocks: Blocks, source: string) {
    this.#blocks = blocks;
    this.#source = source;
  }

  /** Takes notice of a namespace that stays as it is. */
  note(namespace: Node): void {
    const { names, block } = unfold(namespace as Namespace);
    this.#noteExports(names.join("."), block);
  }

  /**
   * Makes a function of a namespace, but for what is in its statements; the caller visits those.
   *
   * @param value - what it adds to: its own name if that has a value already
   * @param prefix - the namespace around it
   */
  rewrite(namespace: Node, value: string, prefix = ""): void {
    const { names, block } = unfold(namespace as Namespace);
    const { out } = this.#blocks;
    const path = prefix + names.join(".");
    const inner = names[names.length - 1]!;
    const declared = new Set(block.body.flatMap((each) => declarationNames(each)));
    const object = declared.has(inner) ? this.#blocks.name(`_${inner}`) : inner;
    let head = "";
    let tail = "";
    names.forEach((name, index) => {
      const before = names[index - 1];
      const parameter = index === names.length - 1 ? object : name;
      const given = before === undefined ? value : `${before}.${name} ?? {}`;
      if (before !== undefined) head += `${before}.${name} = `;
      else if (value !== name) head += `var ${name} = `;
      head += `((${parameter}) => { `;
      tail = ` return ${parameter}; })(${given});${tail}`;
    });
    out.update(namespace.start, block.start + 1, head + this.#earlierExports(path, block, object, declared));
    this.#rewriteBody(block, object, path);
    out.update(block.end - 1, block.end, tail);
    this.#noteExports(path, block);
  }

  /** Declares what earlier parts of the namespace export, as far as this one uses it by its simple name. */
  #earlierExports(path: string, block: StatementList, object: string, declared: ReadonlySet<string>): string {
    const exports = this.#exports.get(path);
    if (!exports) return "";
    const used = [...usedNames(block.body)].filter((name) => exports.has(name) && !declared.has(name));
    const changing = used.find((name) => exports.get(name));
    if (changing !== undefined) {
      const reason = `this part of the namespace uses \`${changing}\`, a variable of another part`;
      this.#blocks.fail(block, `${reason}: write \`${path}.${changing}\``);
    }
    return used.length > 0 ? `const { ${used.join(", ")} } = ${object}; ` : "";
  }

  #rewriteBody({ body }: StatementList, object: string, path: string): void {
    const used = usedNames(body);
    const made = new Set<string>();
    for (const statement of body) {
      const declaration = declarationOf(statement);
      const isExported = exportsItself(statement);
      const names = declaredNames(declaration);
      if (isErased(declaration) || declaration.type === "TSDeclareFunction")
        this.#blocks.removeStatement(statement);
      else if (/^Export/.test(statement.type) && !isExported) {
        this.#blocks.fail(statement, "a namespace exports what it declares, and nothing else");
      } else if (declaration.type === "TSImportEqualsDeclaration" && !isExported && !used.has(names[0]!)) {
        this.#blocks.removeStatement(statement); // of a type, as far as anyone can see
      } else {
        if (declaration !== statement) unexport(this.#blocks.out, this.#source, statement, declaration);
        this.#place(declaration, made, isExported ? object : undefined, path);
        if (isExported) this.#export(statement, declaration, object);
      }
      for (const name of names) made.add(name);
    }
  }

  #place(declaration: Node, made: ReadonlySet<string>, object: string | undefined, path: string): void {
    if (declaration.type === "TSImportEqualsDeclaration") {
      const { id } = declaration as Node & { readonly id: Node };
      this.#blocks.out.update(declaration.start, id.start, "const ");
    } else if (declaration.type === "TSModuleDeclaration") {
      const [name] = declaredNames(declaration) as [string];
      const before = object === undefined ? "{}" : `${object}.${name} ?? {}`;
      this.rewrite(declaration, made.has(name) ? name : before, `${path}.`);
    }
  }

  /** Sets what a declaration exports; what can be assigned to again is read where it is. */
  #export(statement: Node, declaration: Node, object: string): void {
    const { out } = this.#blocks;
    let late = declaredNames(declaration);
    if (declaration.type === "VariableDeclaration" && !isVariable(declaration)) {
      // As TypeScript does, in one assignment, which names no function.
      for (const { id, init } of (declaration as VariableDeclaration).declarations) {
        if (id.type !== "Identifier" || !init) continue;
        const { name } = id as Identifier;
        out.appendRight(init.start, `${object}.${name} = `);
        late = late.filter((each) => each !== name);
      }
    }
    const write = isVariable(declaration)
      ? (name: string) =>
          ` Object.defineProperty(${object}, "${name}", { get: () => ${name}, set: (value) => { ${name} = value; }, enumerable: true, configurable: true });`
      : (name: string) => ` ${object}.${name} = ${name};`;
    out.appendLeft(statement.end, `;${late.map(write).join("")}`);
  }

  #noteExports(path: string, { body }: StatementList): void {
    const exports = this.#exports.get(path) ?? new Map<string, boolean>();
    for (const statement of body) {
      const declaration = declarationOf(statement);
      if (!exportsItself(statement) || isErased(declaration)) continue;
      for (const name of declaredNames(declaration)) exports.set(name, isVariable(declaration));
    }
    this.#exports.set(path, exports);
  }
}

function isVariable(declaration: Node): boolean {
  return declaration.type === "VariableDeclaration" && (declaration as VariableDeclaration).kind !== "const";
}

/** The names of a namespace, `A` and `B` of `namespace A.B`, and its statements. */
function unfold({ id, body }: Namespace): { names: string[]; block: StatementList } {
  const names = partsOf(id);
  if (body.type !== "TSModuleDeclaration") return { names, block: body as StatementList };
  const inner = unfold(body as Namespace);
  return { names: [...names, ...inner.names], block: inner.block };
}

function partsOf(id: Node): string[] {
  if (id.type !== "TSQualifiedName") return [(id as Identifier).name];
  const { left, right } = id as Node & { readonly left: Node; readonly right: Node };
  return [...partsOf(left), ...partsOf(right)];
}
