# S13a in Python: the twin of node:http is a few lines over asyncio's streams.
import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from http import HTTPStatus
from http.client import HTTPConnection


@asynccontextmanager
async def visit_log():
    visits = []
    print("  visit log opened")
    try:
        yield visits
    finally:
        print("  visit log closed:", " ".join(visits) or "empty")


@asynccontextmanager
async def price_connection(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    print("  connected to the price server")

    async def ask(fruit):
        writer.write(f"{fruit}\n".encode())
        return (await reader.readline()).decode().strip()

    try:
        yield ask
    finally:
        writer.close()
        await writer.wait_closed()
        print("  disconnected from the price server")


@asynccontextmanager
async def lifespan(price_port):
    async with visit_log() as visits:
        async with price_connection(price_port) as ask_price:
            yield visits, ask_price


@asynccontextmanager
async def web_server(state):
    visits, ask_price = state

    async def handle(reader, writer):
        _, url, _ = (await reader.readline()).decode().split()
        while (await reader.readline()).strip():
            pass  # headers
        fruit = url[1:]
        visits.append(fruit)
        price = await ask_price(fruit)
        status = HTTPStatus.NOT_FOUND if price == "unknown" else HTTPStatus.OK
        head = f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\n\r\n"
        writer.write((head + price).encode())
        writer.close()

    try:
        async with await asyncio.start_server(handle, "127.0.0.1") as server:
            print("  serving")
            yield server.sockets[0].getsockname()[1]
    finally:
        print("  no longer serving")


class Interrupt(Exception):
    pass


async def run(title, price_port, visit):
    print(title)
    async with AsyncExitStack() as stack:
        try:
            state = await stack.enter_async_context(lifespan(price_port))
        except OSError as error:
            print("  start-up failed, not serving:", type(error).__name__)
            return
        await visit(await stack.enter_async_context(web_server(state)))


def fetch(port, path):
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    response = connection.getresponse()
    return response.status, response.read().decode()


async def get(port, path):
    print("  GET", path, "is answered", *await asyncio.to_thread(fetch, port, path))


async def serve_prices(reader, writer):
    prices = {"apple": "3"}
    while fruit := (await reader.readline()).decode().strip():
        writer.write(f"{prices.get(fruit, 'unknown')}\n".encode())
    writer.close()


async def main():
    async def two_visits(port):
        await get(port, "/apple")
        await get(port, "/pear")

    async def interrupted(port):
        await get(port, "/apple")
        raise Interrupt("from the keyboard")

    async with await asyncio.start_server(serve_prices, "127.0.0.1") as price_server:
        price_port = price_server.sockets[0].getsockname()[1]
        await run("a good day", price_port, two_visits)
        try:
            await run("interrupted while serving", price_port, interrupted)
        except Interrupt as error:
            print("  the caller got:", repr(error))
    await run("the price server is down", price_port, lambda port: get(port, "/apple"))


asyncio.run(main())
