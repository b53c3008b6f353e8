// What the browser example's log must say, scenario by scenario.

const entered = (title: string): string[] => [`${title}: entering`, `${title}: entered`];

const exited = (...titles: string[]): string[] =>
  titles.flatMap((title) => [`${title}: exiting`, `${title}: exited`]);

const told = (error: string, ...titles: string[]): string[] =>
  titles.flatMap((title) => [`${title}: exiting, told ${error}`, `${title}: exited, ${error} goes on`]);

const connected = [
  ...entered("Event listener"),
  ...entered("Web Lock"),
  ...entered("WebSocket"),
  "there are 3 notes",
  ...entered("fetch"),
  "note 1 of 3 is here",
];
const downloaded = [
  ...connected,
  "note 2 of 3 is here",
  "note 3 of 3 is here",
  ...entered("suppress"),
  ...entered("IndexedDB"),
  "note 1 is put",
  "note 2 is put",
];
const outer = ["fetch", "WebSocket", "Web Lock", "Event listener"];
const well = [
  ...downloaded,
  "note 3 is put",
  ...exited("IndexedDB", "suppress"),
  'the server says "noted: saved 3 notes"',
  ...exited(...outer),
  "done: saved 3 notes",
];

export const logs: Readonly<Record<string, readonly string[]>> = {
  well,
  throws: [
    ...downloaded,
    ...told("BrokenNote", "IndexedDB", "suppress", ...outer),
    "failed: BrokenNote: note 3 is empty",
  ],
  suppressed: [
    ...downloaded,
    ...told("BrokenNote", "IndexedDB"),
    "suppress: exiting, told BrokenNote",
    "suppress: suppressed BrokenNote",
    'the server says "noted: saved nothing"',
    ...exited(...outer),
    "done: saved nothing",
  ],
  refused: [
    ...entered("Event listener"),
    ...entered("Web Lock"),
    "WebSocket: entering",
    "WebSocket: enter failed, Refused",
    ...told("Refused", "Web Lock", "Event listener"),
    "failed: Refused: the server is full",
  ],
  cancelled: [...connected, ...told("AbortError", ...outer), "failed: AbortError: cancelled"],
  "cancelled while it waits": [
    ...entered("Event listener"),
    "Web Lock: entering",
    "Web Lock: enter failed, AbortError",
    ...told("AbortError", "Event listener"),
    "failed: AbortError: cancelled",
  ],
  contended: ["the other tab has the lock", ...well],
  "the other tab": [
    ...entered("Web Lock"),
    "somebody waits",
    ...entered("fetch"),
    "read note 1",
    "read note 2",
    "read note 3",
    ...exited("fetch", "Web Lock"),
  ],
};
