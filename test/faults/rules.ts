// The exit rules once more, over a model of errors: what must propagate is computed here, from docs/exit-rules.md and
// the specification, and not by the product's code. An error of the model is known by its label.

/** An error that a callback or the library throws. */
export interface Leaf {
  readonly label: string;
  /** What the error was raised from, if it was. */
  readonly cause?: Model | undefined;
  /** For an error of the library: its name. A callback's error is known by identity. */
  readonly isOurs?: string;
}

/** A SuppressedError. */
export interface Both {
  readonly error: Model;
  readonly suppressed: Model;
}

export type Model = Leaf | Both;

/** How a block stands: clean, or with an error. */
export type State = { readonly error: Model } | undefined;

export function isBoth(model: Model): model is Both {
  return "suppressed" in model;
}

/** R1: the newest error. */
export function newest(model: Model): Model {
  return isBoth(model) ? newest(model.error) : model;
}

/** R4 to R7: what propagates when an exit throws `thrown` while `state` is how the block stands. */
export function byExitRules(thrown: Model, state: State): Model {
  if (state === undefined) return thrown;
  const { error: propagating } = state;
  if (same(thrown, propagating) || same(thrown, newest(propagating))) return propagating; // R4
  if (isBoth(thrown)) {
    if (spine(thrown).some((each) => same(each, propagating))) return thrown; // R6
  } else {
    for (let at = thrown.cause; at !== undefined; at = isBoth(at) ? undefined : at.cause) {
      if (same(at, propagating)) return thrown; // R5
    }
  }
  return { error: thrown, suppressed: propagating }; // R7
}

/** DisposeResources 3.e.iii of the specification. */
export function bySpecification(thrown: Model, state: State): Model {
  return state === undefined ? thrown : { error: thrown, suppressed: state.error };
}

function spine(model: Model): Model[] {
  return isBoth(model) ? [model, ...spine(model.error), ...spine(model.suppressed)] : [model];
}

/** Are the two the same error? */
export function same(one: Model, other: Model): boolean {
  if (isBoth(one) || isBoth(other)) {
    return (
      isBoth(one) && isBoth(other) && same(one.error, other.error) && same(one.suppressed, other.suppressed)
    );
  }
  return one.label === other.label;
}

/** Returns the text of an error of the model, for messages. */
export function show(model: Model): string {
  if (isBoth(model)) return `Both(${show(model.error)}, ${show(model.suppressed)})`;
  return model.label + (model.cause ? ` from ${show(model.cause)}` : "");
}
