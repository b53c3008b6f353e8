// An AbortController'd fetch as a manager: what the block did not read to the end is not sent to the end.
import type { Note } from "./notes-transaction";

export class Download {
  readonly outcome = "ignored"; // it is ended, however the block ended
  readonly #controller = new AbortController();
  #isComplete = false;
  readonly #path: string;
  readonly #signal: AbortSignal;

  constructor(path: string, query: string, signal: AbortSignal) {
    this.#path = `${path}?${query}`;
    this.#signal = AbortSignal.any([signal, this.#controller.signal]);
  }

  async __aenter__(): Promise<AsyncIterable<Note>> {
    const response = await fetch(this.#path, { signal: this.#signal });
    if (!response.ok || response.body === null) throw new Error(`${this.#path}: ${response.status}`);
    return this.#lines(response.body);
  }

  async __aexit__(): Promise<void> {
    if (!this.#isComplete) this.#controller.abort();
  }

  /** The notes as they come, a line each. @throws the signal's reason if it is aborted */
  async *#lines(body: ReadableStream<Uint8Array>): AsyncGenerator<Note> {
    const reader = body
      .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
      .getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read().catch((error: unknown) => {
        this.#signal.throwIfAborted(); // each browser has an error of its own for that
        throw error;
      });
      if (done) break;
      const complete = (text + value).split("\n");
      text = complete.pop() ?? "";
      for (const line of complete) yield JSON.parse(line) as Note;
    }
    this.#isComplete = true;
  }
}
