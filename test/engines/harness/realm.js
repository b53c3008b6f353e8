// Loads files in a realm of a browser and gives the report that the last of them leaves: in the page itself, in an iframe
// of its origin, or in a worker. A classic script, for all three.
"use strict";
const isPage = typeof document === "object";

async function load({ format, files, where }) {
  globalThis.__where = where;
  for (const file of files) {
    if (format === "module") await import(file);
    else if (isPage) await loadScript(file);
    else importScripts(file);
  }
  return globalThis.__report;
}

function loadScript(src) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src;
    script.onload = resolve;
    script.onerror = () => reject(new Error("cannot load " + src));
    document.head.append(script);
  });
}

async function createFrame() {
  const frame = document.createElement("iframe");
  frame.src = "/harness/realm.html";
  await new Promise((resolve) => {
    frame.onload = resolve;
    document.body.append(frame);
  });
  return frame;
}

// For programs that need another realm beside theirs.
async function __loadRealm(files) {
  const { contentWindow } = await createFrame();
  const hide = globalThis.__hidden ? ["harness/hide.js"] : [];
  await contentWindow.load({
    format: "classic",
    files: [...hide, ...files].map((file) => "/" + file),
    where: [],
  });
  return contentWindow;
}

async function runIn(realm, task) {
  if (realm === "main") return load(task);
  if (realm === "iframe") {
    const frame = await createFrame();
    try {
      return await frame.contentWindow.load(task);
    } finally {
      frame.remove();
    }
  }
  const worker = new Worker("/harness/realm.js", { type: task.format });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) =>
        "report" in data ? resolve(data.report) : reject(new Error(data.error));
      worker.onerror = (event) => reject(new Error(event.message || "the worker cannot be loaded"));
      worker.postMessage(task);
    });
  } finally {
    worker.terminate();
  }
}

if (!isPage) {
  onmessage = ({ data }) =>
    load(data).then(
      (report) => postMessage({ report }),
      (error) => postMessage({ error: String((error && error.stack) || error) }),
    );
}
