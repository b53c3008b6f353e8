# S13c in Python: the twin of node:http is a few lines over asyncio's streams.
import asyncio
import time
from contextlib import asynccontextmanager, suppress
from http.client import HTTPConnection

LIFETIME = 0.6


class CloudService:
    def __init__(self):
        self.expiry = {}
        self.issued = 0

    def answer(self, request, secret):
        if request == "POST /token":
            if secret != "key":
                return 403, "wrong key"
            self.issued += 1
            token = f"token {self.issued}"
            self.expiry[token] = time.monotonic() + LIFETIME
            return 201, token
        if time.monotonic() >= self.expiry.get(secret, 0):
            return 401, "no such token, or expired"
        if request == "GET /report":
            return 200, "12 fruits sold"
        del self.expiry[secret]
        return 200, "revoked"

    async def serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in head[1:] if line)
        status, text = self.answer(head[0].removesuffix(" HTTP/1.1"), headers["Authorization"])
        writer.write(f"HTTP/1.1 {status} -\r\nConnection: close\r\n\r\n{text}".encode())
        writer.close()


class CloudError(Exception):
    pass


class CloudClient:
    def __init__(self, port, key):
        self.port, self.key = port, key
        self.token = ""

    async def request(self, method, path, secret=None):
        def fetch():
            connection = HTTPConnection("127.0.0.1", self.port)
            connection.request(method, path, headers={"Authorization": secret or self.token})
            response = connection.getresponse()
            return response.status, response.read().decode()

        status, text = await asyncio.to_thread(fetch)
        if status >= 400:
            raise CloudError(f"{status} {text}")
        return text

    async def renew(self):
        self.token = await self.request("POST", "/token", self.key)

    async def keep_fresh(self):
        while True:
            await asyncio.sleep(0.15)
            await self.renew()


@asynccontextmanager
async def cloud(port, key):
    client = CloudClient(port, key)
    await client.renew()
    print("  got a token")
    try:
        refreshing = asyncio.create_task(client.keep_fresh())
        try:
            yield client
        finally:
            refreshing.cancel()
            with suppress(asyncio.CancelledError):
                await refreshing
    finally:
        print("  token:", await client.request("DELETE", "/token"))


async def show(title, run):
    print(title)
    try:
        await run()
    except (CloudError, RangeError) as error:
        print("  the caller got:", repr(error))


class RangeError(Exception):
    pass


async def main():
    escaped = None

    async def expiring():
        nonlocal escaped
        async with cloud(port, "key") as client:
            escaped = client
            first = client.token
            print("  report:", await client.request("GET", "/report"))
            await asyncio.sleep(LIFETIME + 0.05)
            await show("  the first token", lambda: client.request("GET", "/report", first))
            print("  the client still has its report:", await client.request("GET", "/report"))

    async def failing():
        nonlocal escaped
        async with cloud(port, "key") as client:
            escaped = client
            print("  report:", await client.request("GET", "/report"))
            raise RangeError("too few fruits")

    async def refused():
        async with cloud(port, "wrong key"):
            print("  not reached")

    async with await asyncio.start_server(CloudService().serve, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        await show("a token expires", expiring)
        await show("after the block", lambda: escaped.request("GET", "/report"))
        await show("the block fails", failing)
        await show("after the block", lambda: escaped.request("GET", "/report"))
        await show("no token, nothing to revoke", refused)


asyncio.run(main())
