// S13d: a session with a device, and the stream of its sensor. The session is a manager: it shakes hands, and hangs up.
// The stream is an async generator, which starts the measuring and tells the device to stop when it is closed; aclosing()
// closes it at the end of the block, however much of it was read.
import "await-using/polyfill";
import { aclosing, asyncContextManager, enter, withAsync } from "await-using";
import { listening, Wire } from "../loopback.js";
import { trace } from "../trace.js";
import { device } from "./device.js";

class DeviceError extends Error {}

const session = asyncContextManager(async function* (port: number) {
  await using connection = await enter(aclosing(await Wire.dial(port)));
  const wire = connection.value;
  const answer = await wire.ask("HELLO");
  if (answer !== "READY") throw new DeviceError(answer);
  trace("  session open");
  try {
    yield wire;
  } finally {
    trace("  session over:", await wire.ask("BYE"));
  }
});

async function* measure(wire: Wire): AsyncGenerator<number, void> {
  wire.say("START");
  try {
    for (let line; (line = await wire.hear());) yield Number(line);
  } finally {
    wire.say("STOP");
    for (let line; (line = await wire.hear()) && line !== "STOPPED";); // what was on its way
    trace("  stream closed");
  }
}

async function show(title: string, run: () => Promise<unknown>): Promise<void> {
  trace(title);
  try {
    await run();
  } catch (error) {
    trace("  the caller got:", error);
  }
}

await withAsync(listening(device), async (port) => {
  await show("break out of the stream", () =>
    withAsync(session(port), (wire) =>
      withAsync(aclosing(measure(wire)), async (temperatures) => {
        for await (const celsius of temperatures) {
          trace("  measured", celsius.toFixed(1));
          if (celsius > 21) break;
        }
      }),
    ),
  );

  // Read by hand: here no loop closes the generator.
  await show("fail in the middle of the stream", () =>
    withAsync(session(port), (wire) =>
      withAsync(aclosing(measure(wire)), async (temperatures) => {
        const { value } = await temperatures.next();
        trace("  measured", value?.toFixed(1));
        throw new RangeError("out of range");
      }),
    ),
  );

  await show("a second session at the same time", () =>
    withAsync(session(port), () => withAsync(session(port), async () => trace("  not reached"))),
  );
});
