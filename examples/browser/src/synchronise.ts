// The program of this page: copies the server's notes into the browser, all of them or none.
import { enter, enterSync, suppress } from "await-using";
import { webLock } from "await-using/locks";
import { BrokenNote, NotesTransaction } from "./notes-transaction";
import { cancelButton } from "./cancel-button";
import { Download } from "./download";
import { LiveSocket } from "./live-socket";
import type { Plan } from "./plan";

export async function synchronise(plan: Plan): Promise<string> {
  const { button, server, forgiven, say } = plan;

  using cancel = enterSync(cancelButton(button));
  const signal = cancel.value;
  await using _turn = await enter(webLock("notes", { signal }));
  await using live = await enter(new LiveSocket("/live", server, signal));
  const count = await live.value.ask("how many notes?");
  say(`there are ${count} notes`);

  await using download = await enter(new Download("/api/notes", server, signal));
  const notes = [];
  for await (const note of download.value) {
    notes.push(note);
    say(`note ${note.id} of ${count} is here`);
  }

  let saved = "nothing";
  {
    await using _lenient = await enter(suppress(...forgiven));
    await using store = await enter(new NotesTransaction());
    await store.value.clear();
    for (const note of notes) {
      if (note.text === "") throw new BrokenNote(`note ${note.id} is empty`);
      await store.value.put(note);
      say(`note ${note.id} is put`);
    }
    saved = `${notes.length} notes`;
  }

  const answer = await live.value.ask(`saved ${saved}`);
  say(`the server says "${answer}"`);
  return `saved ${saved}`;
}
