// One file under the rule: what is asked about its managers, whether its blocks are told, and the reports.

import type { Rule } from "eslint";
import { type Awareness, awarenessOf } from "../../../doctor/awareness.js";
import type { Node } from "../../code/ast.js";
import { openFile } from "../../code/file.js";
import { OwnExports } from "../../code/own-exports.js";
import { applied, type Edit } from "../../edits/edit.js";
import type { Offer, Report } from "./messages.js";
import { DEFAULTS, type Options } from "./options.js";
import type { Question } from "./reasons.js";

/** A file under the rule; nothing of it is read before it is asked for. */
export class Linted {
  readonly #context: Rule.RuleContext;
  readonly #options: Required<Options>;
  #question: Question | undefined;
  #awareness: Awareness | undefined;

  constructor(context: Rule.RuleContext) {
    this.#context = context;
    this.#options = { ...DEFAULTS, ...(context.options[0] as Options | undefined) };
  }

  /** What is asked about each manager. */
  get question(): Question {
    return (this.#question ??= this.#open());
  }

  #open(): Question {
    const { sourceCode, physicalFilename, languageOptions } = this.#context;
    const { sourceType } = languageOptions as { sourceType?: string };
    const file = openFile(sourceCode as never, physicalFilename, sourceType);
    const names = this.#options.names.map((pattern) => new RegExp(pattern, "i"));
    return { file, ours: new OwnExports(file, this.#options.modules), names };
  }

  /** Whether the file's blocks tell their resources how they ended, and which scripts run them otherwise. */
  get awareness(): Awareness {
    return (this.#awareness ??= this.#judge());
  }

  #judge(): Awareness {
    const { aware } = this.#options;
    if (aware === true || insists(this.question)) return { aware: true, blind: [] };
    return aware === "auto" ? awarenessOf(this.#context.physicalFilename) : { aware: false, blind: [] };
  }

  /** Some block of the file, in some script, tells nothing. */
  get isBlind(): boolean {
    const { aware, blind } = this.awareness;
    return !aware || blind.length > 0;
  }

  /** The scripts that run the file blindly, for a report; nothing if everything does. */
  get where(): string {
    const { aware, blind } = this.awareness;
    const scripts = blind.map((script) => `\`${script.name}\`, because ${script.blind}`);
    return aware && scripts.length > 0 ? ` in the script ${scripts.join(", and ")}` : "";
  }

  /** Reports `node`, with the offers that have edits. */
  report(
    node: Node,
    messageId: Report,
    data: Record<string, string>,
    offers: readonly (readonly [Offer, readonly Edit[] | undefined])[] = [],
  ): void {
    this.#context.report({
      node: node as unknown as Rule.Node,
      messageId,
      data,
      suggest: offers.flatMap(([id, edits]) => (edits ? [{ messageId: id, data, fix: applied(edits) }] : [])),
    });
  }
}

/** Tells whether the file checks at run time that its blocks are told: `using _ = aware(true);`. */
function insists({ file, ours }: Question): boolean {
  return file.references.some(({ identifier }) => {
    const { parent } = identifier as Node;
    const call = parent?.type === "MemberExpression" ? parent.parent : parent;
    if (call?.type !== "CallExpression" || ours.nameOf(call.callee) !== "aware") return false;
    const [insisting] = call.arguments;
    return insisting?.type === "Literal" && insisting.value === true;
  });
}
