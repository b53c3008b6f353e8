# S15a in Python. A `with` around an exit that is a coroutine function has no line here: CPython only warns.
import asyncio
from contextlib import ExitStack


class Session:
    async def __aenter__(self):
        await asyncio.sleep(0)
        print("  opened")
        return "session"

    async def __aexit__(self, exc_type, error, tb):
        await asyncio.sleep(0)
        print("  closed")


class File:
    def __enter__(self):
        print("  opened")
        return "file"

    def __exit__(self, exc_type, error, tb):
        print("  closed")


def refused(title, run):
    print(title)
    try:
        run()
        print("  not refused")
    except TypeError as error:
        print("  refused:", type(error).__name__)


def use():
    with Session():
        print("  the block runs")


def use_on_stack():
    with ExitStack() as stack:
        stack.enter_context(Session())


async def main():
    refused("with around an asynchronous manager", use)
    refused("the same on a stack", use_on_stack)

    print("async with awaits")
    async with Session() as value:
        await asyncio.sleep(0)
        print("  the block runs with", value)

    print("with around a block that awaits")
    with File() as value:
        await asyncio.sleep(0)
        print("  the block runs with", value)


asyncio.run(main())
