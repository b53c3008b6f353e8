// Where %IteratorPrototype% and %AsyncIteratorPrototype% are, found without evaluating source text.

/** Finds %IteratorPrototype%, two steps above any array iterator. */
export function IteratorPrototype(): object {
  return prototypeAbove([][Symbol.iterator]());
}

/** Finds %AsyncIteratorPrototype%, two steps above any async generator's `prototype`. */
export function AsyncIteratorPrototype(): object {
  return prototypeAbove(async function* () {}.prototype);
}

function prototypeAbove(object: object): object {
  return Object.getPrototypeOf(Object.getPrototypeOf(object)) as object;
}
