// A message broker, as small as one can be, that speaks lines over TCP. A message that was delivered is the consumer's
// until it is acknowledged (ACK); refused (NACK), or left by a consumer that goes, it is queued again.
import { createServer } from "node:net";
import { Wire } from "../loopback.js";

export class Broker {
  readonly queue: string[] = [];
  subscribers = 0;

  readonly server = createServer(async (socket) => {
    const client = new Wire(socket);
    let delivered: string[] = [];
    for (let line; (line = await client.hear());) {
      const [command, message = ""] = line.split(" ");
      let answer = "OK";
      if (command === "PUBLISH") this.queue.push(message);
      else if (command === "SUBSCRIBE") this.subscribers += 1;
      else if (command === "UNSUBSCRIBE") this.subscribers -= 1;
      else if (command === "NEXT") [answer = "EMPTY"] = delivered = this.queue.splice(0, 1);
      else if (command === "ACK") delivered = [];
      else if (command === "NACK") this.queue.push(...delivered.splice(0));
      else answer = "ERROR";
      client.say(answer);
    }
    this.queue.push(...delivered);
  });
}
