// What every task of the load run is to do and where it is to fail, and what must become of it: planned before it runs, from
// a seed, by rules that know nothing of the library.

export const managers = ["permit", "connection", "transaction"] as const;
export const ways = ["withAsync", "AsyncExitStack", "await using"] as const;

export interface ManagerPlan {
  /** Enter fails before it took anything, or after: then it has to give it back itself. */
  readonly enter: "fine" | "fails before" | "fails after";
  /** Exit, after it gave back what enter took. */
  readonly exit: "fine" | "throws" | "suppresses";
}

export interface Plan {
  readonly task: number;
  readonly way: (typeof ways)[number];
  readonly managers: readonly ManagerPlan[];
  /** An error of the program, one of the server, or the end of the connection. */
  readonly body: "fine" | "throws" | "divides by zero" | "loses its connection";
}

/** What must come of a plan. */
export interface Expected {
  /** What is thrown, as `shapeOf` describes it; "nothing". */
  readonly thrown: string;
  /** How many of the managers are entered, and so must be exited, once. */
  readonly entered: number;
  readonly commits: boolean;
}

export function plan(tasks: number, seed: number): Plan[] {
  const random = mulberry32(seed);
  const pick = <T>(usual: T, ...rare: [T, number][]): T => {
    let left = random();
    for (const [value, share] of rare) {
      if (left < share) return value;
      left -= share;
    }
    return usual;
  };
  return Array.from({ length: tasks }, (_, task) => ({
    task,
    way: ways[task % ways.length]!,
    managers: managers.map(() => ({
      enter: pick<ManagerPlan["enter"]>("fine", ["fails before", 0.03], ["fails after", 0.03]),
      exit: pick<ManagerPlan["exit"]>("fine", ["throws", 0.08], ["suppresses", 0.08]),
    })),
    body: pick<Plan["body"]>(
      "fine",
      ["throws", 0.1],
      ["divides by zero", 0.05],
      ["loses its connection", 0.005],
    ),
  }));
}

const bodyErrors = {
  fine: undefined,
  throws: "body",
  "divides by zero": "22012", // SQLSTATE
  "loses its connection": "57P01",
};

/** The exit rules, R3 and R7, over names: what is in flight is a name, or nothing. */
export function expect({ managers: plans, body }: Plan): Expected {
  const failing = plans.findIndex(({ enter }) => enter !== "fine");
  const entered = failing === -1 ? plans.length : failing;
  let flying = failing === -1 ? bodyErrors[body] : `${managers[failing]} enter`;
  const commits = failing === -1 && flying === undefined;
  for (let index = entered - 1; index >= 0; index--) {
    const { exit } = plans[index]!;
    const thrown = `${managers[index]} exit`;
    if (exit === "throws") flying = flying === undefined ? thrown : `(${thrown} over ${flying})`;
    if (exit === "suppresses") flying = undefined;
  }
  return { thrown: flying ?? "nothing", entered, commits };
}

/** A small generator of numbers from 0 to 1, the same for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
