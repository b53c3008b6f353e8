// The loader that the webpack plugin adds: it reads files before any other loader.

import { lower } from "../lowering/text/lower.js";
import type { ParserName } from "../lowering/text/parser.js";

/** What webpack gives a loader, as far as it is used. */
interface LoaderContext {
  readonly resourcePath: string;
  async(): (error: unknown, code?: string, map?: unknown) => void;
  getOptions(): { parser?: ParserName };
}

/** Lowers a file; gives it back as it is if there is nothing to lower. */
export default function loader(this: LoaderContext, source: string, map: unknown): void {
  const callback = this.async();
  lower(source, this.resourcePath, { parser: this.getOptions().parser }).then(
    (lowered) => (lowered ? callback(null, lowered.code, lowered.map) : callback(null, source, map)),
    (error: unknown) => callback(error),
  );
}
