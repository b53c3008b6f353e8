// A WebSocket as a manager: enter waits until the server welcomes us, exit until both ends have closed.
import { listen } from "await-using";

/** The server did not want us. */
export class Refused extends Error {
  override readonly name = "Refused";
}

export class LiveSocket {
  readonly outcome = "ignored"; // it closes, however the block ended
  readonly #url: string;
  readonly #signal: AbortSignal;
  #socket!: WebSocket;

  constructor(path: string, query: string, signal: AbortSignal) {
    this.#url = `ws://${location.host}${path}?${query}`;
    this.#signal = signal;
  }

  async __aenter__(): Promise<this> {
    this.#signal.throwIfAborted();
    this.#socket = new WebSocket(this.#url);
    try {
      await this.#hear(); // "welcome"
      return this;
    } catch (error) {
      await this.__aexit__(); // who did not enter does not exit
      throw error;
    }
  }

  async __aexit__(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    await new Promise<void>((resolve) => {
      this.#socket.addEventListener("close", () => resolve());
      this.#socket.close();
    });
  }

  /** Resolves to the server's next answer. @throws Refused if it hangs up; the signal's reason if that is aborted */
  async ask(question: string): Promise<string> {
    this.#signal.throwIfAborted();
    this.#socket.send(question);
    return await this.#hear();
  }

  async #hear(): Promise<string> {
    const { promise, resolve, reject } = withResolvers<string>();
    using _message = listen(this.#socket, "message", ({ data }: MessageEvent) => resolve(String(data)));
    using _close = listen(this.#socket, "close", ({ code, reason }: CloseEvent) => {
      reject(new Refused(reason || `the connection was closed, ${code}`));
    });
    using _abort = listen(this.#signal, "abort", () => reject(this.#signal.reason));
    return await promise;
  }
}

/** Promise.withResolvers, which not every browser has. */
function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((...both) => ([resolve, reject] = both));
  return { promise, resolve, reject };
}
