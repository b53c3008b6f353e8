// What the programs print. Every line of trace() must be, letter for letter, what the Python twin prints, so the
// differences between the two languages are mapped here and nowhere else:
//
//   null, undefined               None
//   true, false                   True, False
//   Error                         Exception
//   an error, printed             its repr(): PaymentError('card refused')
//   a class, printed              its name
//   error.code "ECONNREFUSED"     ConnectionRefusedError
//
// library() prints a line that CPython has no twin for, and only the name of an error: our messages may be reworded.

export function trace(...parts: unknown[]): void {
  console.log(parts.map(show).join(" "));
}

export function library(...parts: unknown[]): void {
  console.log(
    "[library]",
    parts.map((part) => (part instanceof Error ? nameOf(part) : show(part))).join(" "),
  );
}

/** The name CPython gives the error's class. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  if ("code" in error && error.code === "ECONNREFUSED") return "ConnectionRefusedError";
  return nameOfClass(error.name === "Error" ? error.constructor : error);
}

function nameOfClass({ name }: { name: string }): string {
  return name === "Error" ? "Exception" : name;
}

function show(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "function") return nameOfClass(value);
  if (value instanceof Error) return `${nameOf(value)}(${quoted(value.message)})`;
  return String(value);
}

// As repr() quotes a string: 'single', unless it holds an apostrophe.
function quoted(text: string): string {
  if (text === "") return "";
  return text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text}'`;
}
