# S18 in Python.
import asyncio
import time

start = time.monotonic()


async def at(ms):
    await asyncio.sleep(start + ms / 1000 - time.monotonic())


class Slow:
    async def __aenter__(self):
        print("enter begins")
        await at(200)
        print("enter ends")

    async def __aexit__(self, exc_type, error, tb):
        print("exit begins")
        await at(600)
        print("exit ends")


async def tick(ms):
    await at(ms)
    print("  another timer fires at", ms, "ms")


async def user():
    print("before")
    async with Slow():
        print("within begins")
        await at(400)
        print("within ends")
    print("after")


async def main():
    await asyncio.gather(user(), tick(100), tick(300), tick(500))


asyncio.run(main())
