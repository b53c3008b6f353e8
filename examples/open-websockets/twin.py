# S15b in Python, which names no leaks: plain streams, and the server's count of open connections.
import asyncio
from contextlib import AsyncExitStack

AWAY = ["bob", "dee"]
open_writers = set()


async def serve(reader, writer):
    open_writers.add(writer)
    while line := (await reader.readline()).decode().strip():
        if line == "bye":
            open_writers.remove(writer)
            writer.write(b"bye\n")
            break
        writer.write(b"away\n" if line in AWAY else b"here\n")
    writer.close()


class Connection:
    def __init__(self, port):
        self.port = port

    async def __aenter__(self):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, exc_type, error, tb):
        await self.ask("bye")
        self.writer.close()
        await self.writer.wait_closed()

    async def ask(self, line):
        self.writer.write(f"{line}\n".encode())
        return (await self.reader.readline()).decode().strip()


kept = []  # or the garbage collector would close what is forgotten, some time


async def by_hand(user, port):
    connection = Connection(port)
    kept.append(connection)
    await connection.__aenter__()
    answer = await connection.ask(user)
    if answer == "away":
        return answer
    await connection.__aexit__(None, None, None)
    return answer


async def on_stack(user, port):
    stack = AsyncExitStack()
    kept.append(stack)
    connection = await stack.enter_async_context(Connection(port))
    answer = await connection.ask(user)
    if answer == "here":
        await stack.aclose()
    return answer


async def held(user, port):
    async with Connection(port) as connection:
        return await connection.ask(user)


async def show(title, handle, port):
    print(title)
    for user in ["ann", "bob", "cem", "dee"]:
        print(" ", user, await handle(user, port))
    print("  open at the server:", len(open_writers))
    for writer in open_writers:
        writer.close()
    open_writers.clear()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    await show("left by hand, but not when the user is away", by_hand, port)
    await show("on a stack that is disposed only sometimes", on_stack, port)
    await show("held by await using", held, port)
    server.close()


asyncio.run(main())
