// What is reported about a file that cannot be lowered: always with its place.

/** A file that cannot be lowered: its syntax is wrong, or nothing that means the same can be written. */
export class LoweringError extends SyntaxError {
  override readonly name = "LoweringError";
  /** The message without the place. */
  readonly reason: string;
  readonly file: string;
  /** The offset in the source. */
  readonly pos: number;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 0, as source maps and bundlers do; the message counts from 1, as editors do. */
  readonly column: number;
  /** The line of the source. */
  readonly lineText: string;
  /** The place, as Rollup, Rolldown and Vite read it. */
  readonly loc: { readonly file: string; readonly line: number; readonly column: number };

  constructor(reason: string, file: string, source: string, pos: number) {
    const before = source.slice(0, pos).split(/\r\n|[\n\r\u2028\u2029]/);
    const line = before.length;
    const column = before[line - 1]!.length;
    super(`${file}:${line}:${column + 1}: ${reason}`);
    this.reason = reason;
    this.file = file;
    this.pos = pos;
    this.line = line;
    this.column = column;
    this.loc = { file, line, column: this.column };
    this.lineText = source.slice(pos - column).split(/[\n\r\u2028\u2029]/, 1)[0]!;
  }
}
