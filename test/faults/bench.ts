// Where one fault is injected: what callbacks do, what happened, and which error is which.
import { SuppressedError } from "await-using";
import { isBoth, type Leaf, type Model, show } from "./rules.js";

/** What a callback of the program does when it is called. */
export type Act =
  | { readonly does: "return"; readonly suppresses?: boolean }
  /** Throws at once, also where a promise is wanted. */
  | { readonly does: "throw"; readonly error: Thrown }
  /** Returns a promise that rejects. */
  | { readonly does: "reject"; readonly error: Thrown }
  /** Settles many turns later. */
  | { readonly does: "late"; readonly then: Act }
  /** Does not settle until the bench lets go. */
  | { readonly does: "hang"; readonly then: Act }
  /** Returns a promise where none may be, or none where one must be. */
  | { readonly does: "wrong" }
  /** Calls back into what is calling it. */
  | { readonly does: "call"; readonly calls: () => unknown; readonly then: Act };

/** An error of its own; `undefined`; what the callback was told; one caused by that; a SuppressedError over that. */
export type Thrown = "new" | "undefined" | "told" | "from" | "over";

/** What happened: a resource was entered, or exited; the body ran. */
export interface Event {
  readonly what: "enter" | "exit" | "body";
  readonly name: string;
  /** What an exit was told of the block's end. */
  readonly told?: { readonly error: unknown } | undefined;
}

const LATE = 20;
/** More turns than any driver of a handful of resources takes, so what has not ended by then does not end by itself. */
const MANY = 150;

export class Bench {
  readonly events: Event[] = [];
  readonly errors = new Map<string, unknown>();
  readonly #makeError: (label: string) => unknown;
  #release: (() => void)[] = [];
  #isOpen = false;

  /** @param makeError makes the error that is known by a label, once for each */
  constructor(makeError: (label: string) => unknown = (label) => new Error(label)) {
    this.#makeError = makeError;
  }

  /** Does what `act` says. The label names errors; `told` is what the callback was told. */
  perform(act: Act, label: string, told: { readonly error: unknown } | undefined, wrong: unknown): unknown {
    switch (act.does) {
      case "return":
        return act.suppresses ?? false;
      case "throw":
        throw this.make(act.error, label, told);
      case "reject": {
        const error = this.make(act.error, label, told);
        return turns(1).then(() => {
          throw error;
        });
      }
      case "late":
        return turns(LATE).then(() => this.perform(act.then, label, told, wrong));
      case "hang":
        return this.#held().then(() => this.perform(act.then, label, told, wrong));
      case "wrong":
        return wrong;
      case "call": {
        const called = act.calls();
        const then = (): unknown => this.perform(act.then, label, told, wrong);
        return called instanceof Promise ? called.then(then) : then();
      }
    }
  }

  /** Makes the error that is thrown under that label, and remembers which it is. */
  make(thrown: Thrown, label: string, told?: { readonly error: unknown }): unknown {
    const { error } = told ?? { error: undefined };
    switch (thrown) {
      case "undefined":
        return this.#remember("undefined", undefined);
      case "told":
        return error;
      case "new":
        return this.#made(label);
      case "from":
        return this.#remember(label, new Error(label, { cause: error }));
      case "over":
        return new SuppressedError(this.#remember(label, new Error(label)), error);
    }
  }

  /** Lets everything go on that hangs. */
  letGo(): void {
    this.#isOpen = true;
    for (const release of this.#release.splice(0)) release();
  }

  /** Returns what is different between an error that came out and the one of the model; nothing if they are the same. */
  difference(found: unknown, wanted: Model): string | undefined {
    if (isBoth(wanted)) {
      const both = found as { name?: unknown; error?: unknown; suppressed?: unknown } | undefined;
      if (both?.name !== "SuppressedError") return `${textOf(found)} is not ${show(wanted)}`;
      return this.difference(both.error, wanted.error) ?? this.difference(both.suppressed, wanted.suppressed);
    }
    if (wanted.isOurs !== undefined && !this.errors.has(wanted.label)) {
      if ((found as { name?: unknown } | undefined)?.name !== wanted.isOurs)
        return `${textOf(found)} is not ${show(wanted)}`;
      this.errors.set(wanted.label, found); // the library makes it once
    }
    if (wanted.label === "undefined")
      return found === undefined ? undefined : `${textOf(found)} is not undefined`;
    if (!this.errors.has(wanted.label)) return `${show(wanted)} was never thrown`;
    return Object.is(found, this.errors.get(wanted.label))
      ? undefined
      : `${textOf(found)} is not ${show(wanted)}`;
  }

  #made(label: string): unknown {
    return this.errors.has(label) ? this.errors.get(label) : this.#remember(label, this.#makeError(label));
  }

  #remember(label: string, error: unknown): unknown {
    if (!this.errors.has(label)) this.errors.set(label, error);
    return this.errors.get(label);
  }

  #held(): Promise<void> {
    return this.#isOpen ? Promise.resolve() : new Promise((resolve) => this.#release.push(resolve));
  }
}

/** The model of what {@link Bench.make} makes. */
export function modelOf(thrown: Thrown, label: string, told: Model | undefined): Model {
  const nothing: Leaf = { label: "undefined" };
  switch (thrown) {
    case "undefined":
      return nothing;
    case "told":
      return told ?? nothing;
    case "new":
      return { label };
    case "from":
      // A `cause` of `undefined` is none: nothing tells it from an error without one, and R7 keeps both errors.
      return { label, cause: told && !isBoth(told) && told.label === "undefined" ? undefined : told };
    case "over":
      return { error: { label }, suppressed: told ?? nothing };
  }
}

/** The text of any value; some cannot be looked at. */
export function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "something that cannot be shown";
  }
}

/** Takes turns of the microtask queue. */
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await undefined;
}

/** Waits until nothing moves any more that does not hang. */
export async function quiet(): Promise<void> {
  await turns(MANY);
}
