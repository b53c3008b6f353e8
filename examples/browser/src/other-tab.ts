// The document in the frame: when it is told so it holds the Web Lock until it has worked, and somebody waits for it.
import "await-using/polyfill";
import { enter, listen } from "await-using";
import { webLock } from "await-using/locks";
import { Download } from "./download";
import { Lifecycle } from "./lifecycle";

const find = (id: string) => document.getElementById(id) as HTMLElement;
const tell = (text: string): void => window.parent.postMessage(text, location.origin);

async function work(): Promise<void> {
  using lifecycle = new Lifecycle(find("chart"), find("log"));
  await using _turn = await enter(webLock("notes"));
  tell("I have the lock");
  while ((await navigator.locks.query()).pending?.length === 0) await nextFrame();
  lifecycle.say("somebody waits");
  await using download = await enter(new Download("/api/notes", "", new AbortController().signal));
  for await (const { id } of download.value) lifecycle.say(`read note ${id}`);
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

listen(window, "message", ({ source, data }: MessageEvent) => {
  if (source === window.parent && data === "take the lock") void work();
});
tell("I am ready");
