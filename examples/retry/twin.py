# S11 in Python; cancellation is what the signal is there.
import asyncio
from contextlib import AsyncExitStack, aclosing, asynccontextmanager

HOST = "127.0.0.1"


class Retry:
    def __init__(self, open, attempts, delay, on_failure):
        self.open = open
        self.attempts = attempts
        self.delay = delay  # ms
        self.on_failure = on_failure

    async def __aenter__(self):
        attempt = 1
        while True:
            try:
                manager = self.open()
                value = await manager.__aenter__()
                self.entered = manager
                return value
            except Exception as error:
                print("  attempt", attempt, "failed:", type(error).__name__)
                await self.on_failure(attempt)
                if attempt == self.attempts:
                    raise
            pause = self.delay * 2 ** (attempt - 1)
            print("  waits", pause, "ms")
            await asyncio.sleep(pause / 1000)
            attempt += 1

    async def __aexit__(self, *ended):
        return await self.entered.__aexit__(*ended)


class Wire:
    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    @classmethod
    async def dial(cls, port):
        return cls(*await asyncio.open_connection(HOST, port))

    def say(self, line):
        self.writer.write(f"{line}\n".encode())

    async def hear(self):
        return (await self.reader.readline()).decode().strip()

    async def ask(self, line):
        self.say(line)
        return await self.hear()

    async def aclose(self):
        self.writer.close()
        await self.writer.wait_closed()


queue = 0


async def serve(reader, writer):
    global queue
    client = Wire(reader, writer)
    if queue > 0:
        client.say(f"{queue} before you")
        queue -= 1
    else:
        client.say("WELCOME")
        while await client.hear():
            client.say("served")
    await client.aclose()


class ServerBusy(Exception):
    pass


@asynccontextmanager
async def connection(port):
    async with aclosing(await Wire.dial(port)) as wire:
        greeting = await wire.hear()
        if greeting != "WELCOME":
            raise ServerBusy(greeting)
        print("  connected")
        try:
            yield wire
        finally:
            print("  hangs up")


async def show(title, run):
    print(title)
    try:
        await run()
    except Exception as error:
        print("  the caller got:", repr(error) if isinstance(error, ServerBusy) else type(error).__name__)


async def main():
    global queue
    async with AsyncExitStack() as stack:
        async with await asyncio.start_server(serve, HOST) as server:
            port = server.sockets[0].getsockname()[1]
        is_up = False

        async def start_server(attempt):
            nonlocal is_up
            if is_up or attempt < 2:
                return
            await stack.enter_async_context(await asyncio.start_server(serve, HOST, port))
            is_up = True
            print("  the server comes up")

        retry = Retry(lambda: connection(port), attempts=3, delay=10, on_failure=start_server)

        async def use():
            async with retry as wire:
                print(" ", await wire.ask("apple"))

        await show("the server comes up late", use)
        await show("again, at once", use)

        queue = 2
        await show("again, and two are turned away", use)

        queue = 5
        await show("again, and too many are", use)

        async def give_up():
            async with asyncio.timeout(None) as limit:

                async def on_failure(attempt):
                    limit.reschedule(asyncio.get_running_loop().time() + 0.02)

                async with Retry(lambda: connection(port), 5, 10_000, on_failure):
                    print("  not reached")

        queue = 5
        await show("given up while it waits", give_up)


asyncio.run(main())
