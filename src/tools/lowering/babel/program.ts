// The top level of a file, as Babel's nodes: what the plan keeps outside is kept there, what it shares becomes a variable.

import type { NodePath, types as t } from "@babel/core";
import { declaredNames, planTopLevel, type Step } from "../plan/top-level.js";
import { blockOf } from "./bodies.js";
import { declaresResource, placed } from "./declarations.js";
import { named, nameInitializers } from "./names.js";

/**
 * Moves the statements of a file that declares resources at its top level into a block, from the first of those on, which
 * Babel's plugin then lowers as any other. Babel's plugin would make a block of its own, and a `var` of every variable in
 * it; as CommonJS, such a module exports nothing but its functions.
 *
 * Here, only what is seen outside the block is made a `var` outside it. The rest stays what it is, so that a use before
 * initialization throws, and a constant is one.
 */
export function nestProgram(program: NodePath<t.Program>, types: typeof t): void {
  const { node } = program;
  const plan = planTopLevel<t.Statement>(node.body);
  if (!plan) return;
  const level = new TopLevel(program, types);
  for (const step of plan.steps) level.place(step as Step<t.Statement>);
  const block = placed(types.blockStatement(blockOf(level.inside, types)), node);
  node.body = [...plan.before, ...level.outside, ...level.variables(), block];
  program.scope.crawl();
}

class TopLevel {
  readonly outside: t.Statement[] = [];
  readonly inside: t.Statement[] = [];
  readonly #program: NodePath<t.Program>;
  readonly #types: typeof t;
  /** The names that are variables outside, and are assigned to inside. */
  readonly #assigned: string[] = [];

  constructor(program: NodePath<t.Program>, types: typeof t) {
    this.#program = program;
    this.#types = types;
  }

  /** The declaration of the variables outside, if there are any. */
  variables(): t.Statement[] {
    const types = this.#types;
    const names = [...new Set(this.#assigned)];
    const all = names.map((name) => types.variableDeclarator(types.identifier(name)));
    return all.length > 0 ? [types.variableDeclaration("var", all)] : [];
  }

  /** Puts a statement where the plan says. */
  place(step: Step<t.Statement>): void {
    const { statement, declaration, to } = step;
    if (to === "outside") this.outside.push(statement);
    if (to !== "inside") return;
    this.#export(step.exports, step.exports, statement);
    if (step.isDefault) this.#placeDefault(statement as t.ExportDefaultDeclaration);
    else if (step.isShared || declaration.type === "TSImportEqualsDeclaration")
      this.#share(declaration, step.isMerged);
    else this.inside.push(declaration);
  }

  #export(names: readonly string[], as: readonly string[], place: t.Statement): void {
    if (names.length === 0) return;
    const types = this.#types;
    const specifiers = names.map((name, index) =>
      types.exportSpecifier(types.identifier(name), types.identifier(as[index]!)),
    );
    this.outside.push(placed(types.exportNamedDeclaration(null, specifiers), place));
  }

  #placeDefault(statement: t.ExportDefaultDeclaration): void {
    const types = this.#types;
    const { declaration } = statement;
    if (declaration.type === "ClassDeclaration" && declaration.id) {
      this.#export([declaration.id.name], ["default"], statement);
      this.#share(declaration, false);
      return;
    }
    const value = types.toExpression(declaration as t.ClassDeclaration | t.Expression);
    const id = this.#program.scope.generateUidIdentifier("default");
    this.#export([id.name], ["default"], statement);
    this.#assign(id, named(value, "default", types), statement);
  }

  /** Makes assignments of a declaration whose names are seen outside. */
  #share(statement: t.Statement, isMerged: boolean): void {
    const types = this.#types;
    switch (statement.type) {
      case "VariableDeclaration":
        if (declaresResource(statement)) nameInitializers(statement, types);
        for (const declarator of statement.declarations) this.#assignInitializer(statement, declarator);
        return;
      case "ClassDeclaration":
        return this.#assign(types.cloneNode(statement.id!), types.toExpression(statement), statement);
      case "TSEnumDeclaration":
      case "TSModuleDeclaration":
        return this.#shareEnumOrNamespace(statement, isMerged);
      case "TSImportEqualsDeclaration": {
        const value = this.#reference(statement.moduleReference as t.TSEntityName);
        return this.#assign(types.cloneNode(statement.id), value, statement);
      }
      default:
        this.inside.push(statement);
    }
  }

  /** Makes an enumeration or a namespace in a function of its own, or merges it into what has its name. */
  #shareEnumOrNamespace(statement: t.TSEnumDeclaration | t.TSModuleDeclaration, isMerged: boolean): void {
    const types = this.#types;
    const name = (): t.Identifier => types.identifier(declaredNames(statement)[0]!);
    const isNamespace = statement.type === "TSModuleDeclaration";
    const body = [statement, types.returnStatement(name())];
    // To a namespace its parameter is what it is merged into.
    const parameters = isMerged && isNamespace ? [name()] : [];
    const make = types.arrowFunctionExpression(parameters, types.blockStatement(body));
    const made = types.callExpression(make, parameters.length > 0 ? [name()] : []);
    if (!isMerged) return this.#assign(name(), made, statement);
    const assign = types.memberExpression(types.identifier("Object"), types.identifier("assign"));
    const value = isNamespace ? made : types.callExpression(assign, [name(), made]);
    this.inside.push(placed(types.expressionStatement(value), statement));
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
      this.inside.push(placed(types.variableDeclaration(declaration.kind, [declarator]), declarator));
      value = types.cloneNode(inner);
    }
    if (value) this.#assign(id, value, declarator);
    else this.#assigned.push(...Object.keys(types.getBindingIdentifiers(id))); // `let x;`
  }

  // Assignments, unlike a `var` in a block, are seen by what turns exports into those of CommonJS or SystemJS.
  #assign(target: t.Identifier | t.Pattern, value: t.Expression, place: t.Node): void {
    const types = this.#types;
    this.#assigned.push(...Object.keys(types.getBindingIdentifiers(target)));
    (target as t.Identifier).typeAnnotation = null;
    const assignment = placed(types.assignmentExpression("=", target as t.LVal, value), place);
    this.inside.push(placed(types.expressionStatement(assignment), place));
  }
}
