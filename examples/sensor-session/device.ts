// A thermometer on the network. It serves one session at a time, and measures from START to STOP.
import { createServer } from "node:net";
import { Wire } from "../loopback.js";
import { trace } from "../trace.js";

let busy = false;

export const device = createServer(async (socket) => {
  const client = new Wire(socket);
  await client.hear(); // HELLO
  if (busy) return socket.end("BUSY\n");
  busy = true;
  client.say("READY");

  let timer: NodeJS.Timeout | undefined;
  let command;
  while ((command = await client.hear()) && command !== "BYE") {
    if (command === "START") {
      trace("  device: measuring");
      let celsius = 20;
      timer = setInterval(() => client.say((celsius += 0.5).toFixed(1)), 5);
    } else if (command === "STOP") {
      clearInterval(timer);
      trace("  device: stopped");
      client.say("STOPPED");
    }
  }
  clearInterval(timer);
  busy = false;
  if (command === "BYE") client.say("GOODBYE");
});
