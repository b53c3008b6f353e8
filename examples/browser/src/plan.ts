// What differs between the scenarios.
import { BrokenNote } from "./notes-transaction";

export interface Plan {
  /** Cancels the run while it is under way. */
  readonly button: HTMLButtonElement;
  /** How the server shall behave. */
  readonly server: "" | "broken" | "refuse" | "silent";
  /** The errors that do not matter. */
  readonly forgiven: readonly (typeof BrokenNote)[];
  /** Tells what the program is doing. */
  readonly say: (text: string) => void;
}

/** The scenarios by the names that the buttons have. */
export const scenarios: Readonly<Record<string, Pick<Plan, "server" | "forgiven">>> = {
  well: { server: "", forgiven: [] },
  throws: { server: "broken", forgiven: [] },
  suppressed: { server: "broken", forgiven: [BrokenNote] },
  refused: { server: "refuse", forgiven: [] },
  cancelled: { server: "silent", forgiven: [] },
  contended: { server: "", forgiven: [] },
};
