// Resources at the top level of a module. Their block is the module; what other modules see has to stay outside it.

import type { NodePath, types as t } from "@babel/core";
import { blockOf } from "./bodies.js";
import { declaresResource, placed } from "./declarations.js";
import { named, nameInitializers } from "./names.js";

/**
 * Moves the statements of a module that declares resources at its top level into a block, which Babel's plugin then
 * lowers as any other. Babel's plugin would make a block of its own, and a `var` of every variable in it; as CommonJS, such a
 * module exports nothing but its functions.
 *
 * Here, only what is seen outside the block is made a `var` outside it: the names that the module exports, and those
 * that its exported functions use, which must be callable before the module is evaluated. The rest stays what it is, so
 * that a use before initialization throws, and a constant is one.
 */
export function nestProgram(program: NodePath<t.Program>, types: typeof t): void {
  const { node } = program;
  if (!node.body.some(declaresResource)) return;
  const [outside, inside] =
    node.sourceType === "module" ? new Module(program, types).split() : [[], blockOf(node.body, types)];
  node.body = [...outside, placed(types.blockStatement(inside), node)];
  program.scope.crawl();
}

class Module {
  readonly #program: NodePath<t.Program>;
  readonly #types: typeof t;
  readonly #functions = new Map<string, t.Node>();
  /** The names of enumerations and namespaces, which Babel has no bindings for. */
  readonly #enums = new Set<string>();
  /** The top level's names that each of its statements uses; made when needed. */
  #uses: Map<t.Node, Set<string>> | undefined;
  /** The names that have a value already: what is declared again is merged into it. */
  readonly #made = new Set<string>();
  readonly #exported = new Set<string>();
  /** The names that are seen outside the block. */
  readonly #shared = new Set<string>();
  /** Those of them that are variables outside, and are assigned to inside. */
  readonly #variables: string[] = [];
  readonly #outside: t.Statement[] = [];
  readonly #inside: t.Statement[] = [];

  constructor(program: NodePath<t.Program>, types: typeof t) {
    this.#program = program;
    this.#types = types;
  }

  /** The statements outside the block, and those inside. */
  split(): [outside: t.Statement[], inside: t.Statement[]] {
    const types = this.#types;
    this.#findShared();
    for (const statement of this.#program.node.body) this.#place(statement);
    const variables = this.#variables.map((name) => types.variableDeclarator(types.identifier(name)));
    if (variables.length > 0) this.#outside.push(types.variableDeclaration("var", variables));
    return [this.#outside, this.#inside];
  }

  #findShared(): void {
    const { body } = this.#program.node;
    const roots: t.Node[] = [];
    for (const statement of body) {
      const declaration = declarationOf(statement);
      if (declaration?.type === "FunctionDeclaration" && declaration.id) {
        this.#functions.set(declaration.id.name, declaration);
        this.#made.add(declaration.id.name);
      }
      if (declaration && isEnumOrNamespace(declaration)) {
        for (const name of this.#declaredNames(declaration)) this.#enums.add(name);
      }
      if (declaration?.type === "FunctionDeclaration" && declaration !== statement) roots.push(declaration);
      for (const name of this.#exportedNames(statement)) this.#shared.add(name);
    }
    for (const name of this.#shared) {
      const found = this.#functions.get(name);
      if (found) roots.push(found);
    }
    // what exported functions use, and what the functions use that they use
    const seen = new Set<t.Node>();
    for (let root = roots.pop(); root; root = roots.pop()) {
      if (seen.has(root)) continue;
      seen.add(root);
      for (const name of this.#usedIn(root)) {
        this.#shared.add(name);
        const found = this.#functions.get(name);
        if (found) roots.push(found);
      }
    }
  }

  #exportedNames(statement: t.Statement): string[] {
    if (statement.type === "ExportNamedDeclaration") {
      if (statement.source) return [];
      if (statement.declaration) return this.#declaredNames(statement.declaration);
      return statement.specifiers.flatMap((each) => (each.type === "ExportSpecifier" ? each.local.name : []));
    }
    const declaration = declarationOf(statement);
    return declaration !== statement && declaration?.type === "ClassDeclaration" && declaration.id
      ? [declaration.id.name]
      : [];
  }

  #declaredNames(node: t.Node): string[] {
    if (node.type === "TSImportEqualsDeclaration") return [node.id.name];
    if (isEnumOrNamespace(node)) return node.id.type === "Identifier" ? [node.id.name] : [];
    return Object.keys(this.#types.getOuterBindingIdentifiers(node));
  }

  /** The top level's names that are used in a function, which is one of its statements, or exported by one. */
  #usedIn(node: t.Node): Iterable<string> {
    this.#uses ??= this.#findUses();
    const used = new Set(this.#uses.get(node));
    if (this.#enums.size > 0) {
      this.#types.traverseFast(node, (each) => {
        if (each.type === "Identifier" && this.#enums.has(each.name)) used.add(each.name);
      });
    }
    return used;
  }

  /** Goes through all uses once. */
  #findUses(): Map<t.Node, Set<string>> {
    const uses = new Map<t.Node, Set<string>>();
    for (const [name, binding] of Object.entries(this.#program.scope.bindings)) {
      for (const use of [...binding.referencePaths, ...binding.constantViolations]) {
        const statement = use.find(({ parent }) => parent === this.#program.node)?.node as
          t.Statement | undefined;
        const node = statement && declarationOf(statement);
        if (!node) continue;
        const names = uses.get(node) ?? new Set();
        uses.set(node, names.add(name));
      }
    }
    return uses;
  }

  #place(statement: t.Statement): void {
    const types = this.#types;
    switch (statement.type) {
      case "ImportDeclaration":
      case "ExportAllDeclaration":
        this.#outside.push(statement);
        return;
      case "FunctionDeclaration":
        (this.#shared.has(statement.id!.name) ? this.#outside : this.#inside).push(statement);
        return;
      case "ExportNamedDeclaration": {
        const { declaration } = statement;
        if (!declaration || types.isFunction(declaration) || isTypeOnly(declaration)) {
          if (declaration?.type === "FunctionDeclaration" && declaration.id)
            this.#exported.add(declaration.id.name);
          this.#outside.push(statement);
          return;
        }
        const names = this.#declaredNames(declaration).filter((name) => !this.#exported.has(name));
        for (const name of names) this.#exported.add(name);
        const specifiers = names.map((name) =>
          types.exportSpecifier(types.identifier(name), types.identifier(name)),
        );
        this.#outside.push(placed(types.exportNamedDeclaration(null, specifiers), statement));
        this.#placeInside(declaration);
        return;
      }
      case "ExportDefaultDeclaration":
        this.#placeDefault(statement);
        return;
      default:
        if (statement.type === "TSImportEqualsDeclaration" && isRequire(statement))
          this.#outside.push(statement);
        else this.#placeInside(statement);
    }
  }

  #placeDefault(statement: t.ExportDefaultDeclaration): void {
    const types = this.#types;
    const { declaration } = statement;
    if (declaration.type === "ClassDeclaration" && declaration.id) {
      this.#exportDefault(declaration.id, statement);
      this.#placeInside(declaration);
    } else if (declaration.type === "ClassDeclaration" || types.isExpression(declaration)) {
      const value = types.isExpression(declaration) ? declaration : types.toExpression(declaration);
      const id = this.#program.scope.generateUidIdentifier("default");
      this.#exportDefault(id, statement);
      this.#assign(types.cloneNode(id), named(value, "default", types), statement);
    } else {
      this.#outside.push(statement);
    }
  }

  #exportDefault(id: t.Identifier, statement: t.Statement): void {
    const specifier = this.#types.exportSpecifier(
      this.#types.cloneNode(id),
      this.#types.identifier("default"),
    );
    this.#outside.push(placed(this.#types.exportNamedDeclaration(null, [specifier]), statement));
  }

  /** Puts a declaration into the block, or assignments if its names are seen outside. */
  #placeInside(statement: t.Statement): void {
    const types = this.#types;
    if (isTypeOnly(statement) || !this.#declaredNames(statement).some((name) => this.#shared.has(name))) {
      this.#inside.push(statement);
    } else if (statement.type === "VariableDeclaration") {
      if (declaresResource(statement)) nameInitializers(statement, types);
      for (const declarator of statement.declarations) this.#assignInitializer(statement, declarator);
    } else if (statement.type === "ClassDeclaration") {
      this.#assign(types.cloneNode(statement.id!), types.toExpression(statement), statement);
      this.#made.add(statement.id!.name);
    } else if (isEnumOrNamespace(statement)) {
      this.#placeEnumOrNamespace(statement, statement.id as t.Identifier);
    } else if (statement.type === "TSImportEqualsDeclaration") {
      const value = this.#reference(statement.moduleReference as t.TSEntityName);
      this.#assign(types.cloneNode(statement.id), value, statement);
    } else {
      this.#inside.push(statement);
    }
  }

  /** Makes an enumeration or a namespace in a function of its own, or merges it into what has its name. */
  #placeEnumOrNamespace(statement: t.TSEnumDeclaration | t.TSModuleDeclaration, id: t.Identifier): void {
    const types = this.#types;
    const name = (): t.Identifier => types.cloneNode(id);
    const isNamespace = statement.type === "TSModuleDeclaration";
    const isMerged = this.#made.has(id.name);
    this.#made.add(id.name);
    const body = [statement, types.returnStatement(name())];
    // To a namespace its parameter is what it is merged into.
    const parameters = isMerged && isNamespace ? [name()] : [];
    const make = types.arrowFunctionExpression(parameters, types.blockStatement(body));
    const made = types.callExpression(make, parameters.length > 0 ? [name()] : []);
    if (!isMerged) return this.#assign(name(), made, statement);
    const assign = types.memberExpression(types.identifier("Object"), types.identifier("assign"));
    const value = isNamespace ? made : types.callExpression(assign, [name(), made]);
    this.#inside.push(placed(types.expressionStatement(value), statement));
  }

  /** The value that `A.B` of `import C = A.B` names. */
  #reference(name: t.TSEntityName): t.Expression {
    const types = this.#types;
    if (name.type !== "TSQualifiedName") return types.cloneNode(name as t.Identifier);
    return types.memberExpression(this.#reference(name.left), types.cloneNode(name.right));
  }

  #assignInitializer(declaration: t.VariableDeclaration, declarator: t.VariableDeclarator): void {
    const types = this.#types;
    const id = declarator.id as t.Identifier | t.Pattern;
    let value = declarator.init;
    if (declaresResource(declaration)) {
      const inner = this.#program.scope.generateUidIdentifierBasedOnNode(id);
      declarator.id = inner;
      this.#inside.push(placed(types.variableDeclaration(declaration.kind, [declarator]), declarator));
      value = types.cloneNode(inner);
    }
    if (value) this.#assign(id, value, declarator);
    else this.#variables.push(...this.#declaredNames(id)); // `let x;`
  }

  // Assignments, unlike a `var` in a block, are seen by what turns exports into those of CommonJS or SystemJS.
  #assign(target: t.Identifier | t.Pattern, value: t.Expression, place: t.Node): void {
    const types = this.#types;
    this.#variables.push(...this.#declaredNames(target));
    (target as t.Identifier).typeAnnotation = null;
    const assignment = placed(types.assignmentExpression("=", target as t.LVal, value), place);
    this.#inside.push(placed(types.expressionStatement(assignment), place));
  }
}

/** The declaration that a statement is, or exports. */
function declarationOf(statement: t.Statement): t.Node | null | undefined {
  return statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration"
    ? statement.declaration
    : statement;
}

function isEnumOrNamespace(node: t.Node): node is t.TSEnumDeclaration | t.TSModuleDeclaration {
  return (node.type === "TSEnumDeclaration" || node.type === "TSModuleDeclaration") && !node.declare;
}

/** Does TypeScript erase this declaration? */
function isTypeOnly(node: t.Node): boolean {
  return (
    node.type === "TSInterfaceDeclaration" ||
    node.type === "TSTypeAliasDeclaration" ||
    node.type === "TSDeclareFunction" ||
    Boolean((node as { declare?: boolean | null }).declare)
  );
}

function isRequire({ moduleReference }: t.TSImportEqualsDeclaration): boolean {
  return moduleReference.type === "TSExternalModuleReference";
}
