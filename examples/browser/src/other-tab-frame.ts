// The other tab, seen from the page: a frame, which has managers of its own and shares the locks of this origin.
import { listen } from "await-using";

export class OtherTab {
  readonly #frame: HTMLIFrameElement;
  #opened: Promise<void> | undefined;

  constructor(frame: HTMLIFrameElement) {
    this.#frame = frame;
  }

  /** Resolves when the other tab holds the lock. It will let go as soon as it has done its work and somebody waits. */
  async takesTheLock(): Promise<void> {
    await (this.#opened ??= this.#open());
    this.#frame.contentWindow?.postMessage("take the lock", location.origin);
    await this.#hears("I have the lock");
  }

  async #open(): Promise<void> {
    this.#frame.closest("section")?.removeAttribute("hidden");
    this.#frame.src = "other-tab.html";
    await this.#hears("I am ready");
  }

  async #hears(text: string): Promise<void> {
    let heard!: () => void;
    const promise = new Promise<void>((resolve) => (heard = resolve));
    using _message = listen(window, "message", ({ source, data }: MessageEvent) => {
      if (source === this.#frame.contentWindow && data === text) heard();
    });
    await promise;
  }
}
