// The page: its buttons run the scenarios, one at a time.
import "await-using/polyfill";
import { defer, listen } from "await-using";
import { element } from "./element";
import { Lifecycle } from "./lifecycle";
import { storedNotes } from "./notes-transaction";
import { OtherTab } from "./other-tab-frame";
import { scenarios } from "./plan";
import { synchronise } from "./synchronise";
import program from "./synchronise.ts?raw";

const find = (id: string) => document.getElementById(id) as HTMLElement;
const buttons = document.querySelectorAll<HTMLButtonElement>("[data-scenario]");
const otherTab = new OtherTab(find("other-tab") as HTMLIFrameElement);
let isRunning = false;

async function run(name: string): Promise<void> {
  const scenario = scenarios[name];
  if (isRunning || scenario === undefined) return;
  using _running = running(name);
  find("lifecycle").scrollIntoView({ block: "nearest" }); // on a phone it is below the buttons
  using lifecycle = new Lifecycle(find("chart"), find("log"));
  const { say } = lifecycle;
  try {
    if (name === "contended") {
      await otherTab.takesTheLock();
      say("the other tab has the lock");
    }
    const button = find("cancel") as HTMLButtonElement;
    const result = await synchronise({ ...scenario, button, say });
    end(lifecycle, "done", result);
  } catch (error) {
    end(lifecycle, "failed", String(error));
  }
  await showWitnesses();
}

function end(lifecycle: Lifecycle, phase: "done" | "failed", text: string): void {
  lifecycle.end(phase, text);
  find("outcome").textContent = `${phase === "done" ? "✓" : "✕"} ${phase}: ${text}`;
  find("outcome").dataset["phase"] = phase;
}

/** While a scenario runs the others wait. */
function running(name: string): Disposable {
  for (const id of ["sockets", "locks", "notes"]) find(id).textContent = "…";
  find("outcome").textContent = "";
  const set = (value: boolean): void => {
    isRunning = value;
    document.body.dataset["running"] = value ? name : "";
    for (const button of buttons) {
      button.ariaDisabled = String(value);
      button.ariaCurrent = String(button.dataset["scenario"] === name);
    }
  };
  set(true);
  return defer(() => set(false));
}

/** Asks those who must know what is left: nothing of this comes from the managers. */
async function showWitnesses(): Promise<void> {
  const [sockets, locks, notes] = await Promise.all([
    askServer().catch(() => "no answer"),
    navigator.locks.query(),
    storedNotes(),
  ]);
  const [first] = notes;
  find("sockets").textContent = sockets;
  find("locks").textContent = String(locks.held?.length ?? 0);
  find("notes").textContent = first ? `${notes.length}, of download ${first.edition}` : "none";
}

async function askServer(): Promise<string> {
  const { sockets } = (await (await fetch("/api/witness")).json()) as { sockets: number };
  return String(sockets);
}

for (const part of program.split(/\b((?:await )?using)\b(?= \w)/)) {
  find("program").append(/^(await )?using$/.test(part) ? element("b", "", part) : part);
}
for (const button of buttons) {
  listen(button, "click", () => void run(button.dataset["scenario"] ?? "")); // as long as the page is there
}
void showWitnesses();
