# S10 in Python.
import asyncio
from contextlib import AsyncExitStack, asynccontextmanager


class Lock:
    def __init__(self, name):
        self.name = name
        self.lock = asyncio.Lock()

    @asynccontextmanager
    async def hold(self):
        await self.lock.acquire()
        print("  acquired", self.name)
        try:
            yield
        finally:
            self.lock.release()
            print("  released", self.name)


accounts = Lock("accounts")
journal = Lock("journal")


async def nested_blocks(work):
    async with accounts.hold():
        async with journal.hold():
            work()


async def one_stack(work):
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(accounts.hold())
        await stack.enter_async_context(journal.hold())
        work()


async def one_scope(work):
    async with accounts.hold(), journal.hold():
        work()


ways = {"nested blocks": nested_blocks, "one stack": one_stack, "one scope": one_scope}


class TransferError(Exception):
    pass


def transfer():
    print("  transfer")


def overdraw():
    raise TransferError("overdrawn")


async def main():
    for way, drive in ways.items():
        print(way)
        await drive(transfer)

        print(way, "with an error")
        try:
            await drive(overdraw)
        except TransferError as error:
            print("  the caller got", repr(error))


asyncio.run(main())
