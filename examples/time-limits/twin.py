# S9 in Python.
import asyncio

silent_at = ""


async def serve(reader, writer):
    while word := await reader.readline():
        if word.decode().strip() != silent_at:
            writer.write(b"OK\n")
    writer.close()


class Session:
    def __init__(self, port, patience=10):
        self.port = port
        self.patience = patience
        self.writer = None

    async def ask(self, word):
        self.writer.write(f"{word}\n".encode())
        await self.reader.readline()

    def hang_up(self):
        if self.writer:
            self.writer.close()

    async def __aenter__(self):
        try:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
            await self.ask("HELLO")
        except BaseException:
            print("  enter gives up")
            self.hang_up()
            raise
        print("  entered")
        return self

    async def __aexit__(self, exc_type, error, tb):
        if exc_type is not None:
            is_abort = issubclass(exc_type, asyncio.CancelledError)
            print("  exit is told of", "an abort" if is_abort else repr(error))
        try:
            async with asyncio.timeout(self.patience):
                await self.ask("BYE")
            print("  said goodbye")
        except TimeoutError:
            print("  exit gives up")
        self.hang_up()


async def show(title, run):
    print(title)
    try:
        await run()
    except (TimeoutError, RuntimeError) as error:
        print("  the caller got", type(error).__name__)


async def main():
    now = asyncio.get_running_loop().time

    async def entering():
        global silent_at
        silent_at = "HELLO"
        async with asyncio.timeout(0.05):
            async with Session(port):
                print("  not reached")

    async def working():
        global silent_at
        silent_at = "WORK"
        async with asyncio.timeout(None) as limit:
            async with Session(port) as session:
                limit.reschedule(now() + 0.03)
                await session.ask("WORK")
                print("  not reached")

    async def leaving():
        global silent_at
        silent_at = "BYE"

        async def value():
            async with Session(port, 0.03):
                return 42

        print("  value:", await value())

    async with await asyncio.start_server(serve, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        await show("enter", entering)
        await show("body, from a deadline that it sets itself", working)
        await show("exit, which keeps the block's value", leaving)

    async def nested(outer_s, inner_s):
        outer, inner = asyncio.timeout(outer_s), asyncio.timeout(inner_s)
        try:
            async with outer:
                try:
                    async with inner:
                        await asyncio.sleep(10)
                except TimeoutError:
                    print("  caught between the two; the outer block goes on")
        finally:
            print("  expired: inner", inner.expired(), "outer", outer.expired())

    await show("nested, the inner one expires", lambda: nested(10, 0.03))
    await show("nested, the outer one expires", lambda: nested(0.03, 10))

    async def more_time():
        async with asyncio.timeout(0.03) as limit:
            limit.reschedule(now() + 10)
            await asyncio.sleep(0.06)
            print("  still running; expired:", limit.expired())
        limit.reschedule(now() + 0.03)

    await show("more time", more_time)


asyncio.run(main())
