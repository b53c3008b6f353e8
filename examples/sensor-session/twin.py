# S13d in Python.
import asyncio
from contextlib import aclosing, asynccontextmanager


class Wire:
    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    @classmethod
    async def dial(cls, port):
        return cls(*await asyncio.open_connection("127.0.0.1", port))

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


class Device:
    busy = False

    async def serve(self, reader, writer):
        client = Wire(reader, writer)
        await client.hear()  # HELLO
        if self.busy:
            client.say("BUSY")
            return writer.close()
        self.busy = True
        client.say("READY")

        async def measure():
            celsius = 20
            while True:
                await asyncio.sleep(0.005)
                celsius += 0.5
                client.say(f"{celsius:.1f}")

        while (command := await client.hear()) and command != "BYE":
            if command == "START":
                print("  device: measuring")
                measuring = asyncio.create_task(measure())
            elif command == "STOP":
                measuring.cancel()
                print("  device: stopped")
                client.say("STOPPED")
        self.busy = False
        client.say("GOODBYE")
        writer.close()


class DeviceError(Exception):
    pass


class RangeError(Exception):
    pass


@asynccontextmanager
async def session(port):
    async with aclosing(await Wire.dial(port)) as wire:
        answer = await wire.ask("HELLO")
        if answer != "READY":
            raise DeviceError(answer)
        print("  session open")
        try:
            yield wire
        finally:
            print("  session over:", await wire.ask("BYE"))


async def measure(wire):
    wire.say("START")
    try:
        while line := await wire.hear():
            yield float(line)
    finally:
        wire.say("STOP")
        while (line := await wire.hear()) and line != "STOPPED":
            pass  # what was on its way
        print("  stream closed")


async def show(title, run):
    print(title)
    try:
        await run()
    except (DeviceError, RangeError) as error:
        print("  the caller got:", repr(error))


async def main():
    async def breaking():
        async with session(port) as wire:
            async with aclosing(measure(wire)) as temperatures:
                async for celsius in temperatures:
                    print("  measured", f"{celsius:.1f}")
                    if celsius > 21:
                        break

    async def failing():
        async with session(port) as wire:
            async with aclosing(measure(wire)) as temperatures:
                celsius = await anext(temperatures)
                print("  measured", f"{celsius:.1f}")
                raise RangeError("out of range")

    async def second():
        async with session(port):
            async with session(port):
                print("  not reached")

    async with await asyncio.start_server(Device().serve, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        await show("break out of the stream", breaking)
        await show("fail in the middle of the stream", failing)
        await show("a second session at the same time", second)


asyncio.run(main())
