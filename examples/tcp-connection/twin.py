# S5 in Python.
import asyncio

HOST = "127.0.0.1"


class ShoutingServer:
    clients = 0

    async def serve(self, reader, writer):
        self.clients += 1
        print("  server: a client came")
        while line := (await reader.readline()).decode().strip():
            if line == "hang up":
                break
            writer.write(f"{line.upper()}\n".encode())
        self.clients -= 1
        print("  server: the connection ends")
        writer.close()

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.serve, HOST)
        return self.server.sockets[0].getsockname()[1]

    async def __aexit__(self, exc_type, error, tb):
        self.server.close()
        await self.server.wait_closed()
        print("server closed")


class HungUp(Exception):
    pass


class RangeError(Exception):
    pass


class Connection:
    def __init__(self, port):
        self.port = port

    async def __aenter__(self):
        self.reader, self.writer = await asyncio.open_connection(HOST, self.port)
        return self

    async def ask(self, line):
        self.writer.write(f"{line}\n".encode())
        answer = await self.reader.readline()
        if not answer:
            raise HungUp(f"no answer to {line}")
        return answer.decode().strip()

    async def __aexit__(self, exc_type, error, tb):
        if exc_type is not None:
            print("  client: closing after", repr(error))
        self.writer.write_eof()
        await self.reader.read()  # until the server hangs up too
        self.writer.close()
        await self.writer.wait_closed()
        print("  client: closed")


server = ShoutingServer()


async def show(title, run):
    print(title)
    try:
        await run()
    except (HungUp, RangeError) as error:
        print("  the caller got:", repr(error))
    print("  clients of the server:", server.clients)


async def main():
    async def operating():
        async with Connection(port) as connection:
            for word in ["apple", "banana"]:
                print("  client: heard", await connection.ask(word))
            print("  clients of the server:", server.clients)

    async def failing():
        async with Connection(port) as connection:
            print("  client: heard", await connection.ask("apple"))
            raise RangeError("one too many")

    async def hanging_up():
        async with Connection(port) as connection:
            print("  client: heard", await connection.ask("hang up"))

    async with server as port:
        await show("connect, operate, close", operating)
        await show("an error midway", failing)
        await show("the server hangs up", hanging_up)

    try:
        async with Connection(port):
            print("not reached")
    except OSError as error:
        print("nobody listens any more:", type(error).__name__)


asyncio.run(main())
