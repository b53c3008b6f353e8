# S20 in Python. CPython 3.11 does not name the missing method in every message, so the twin finds it.
import asyncio
from contextlib import ExitStack


class AsyncLog:
    async def __aenter__(self):
        print("  entered")
        return "log"

    async def __aexit__(self, exc_type, error, tb):
        print("  exited")


class HalfManager:
    def __enter__(self):
        print("  entered")


def use(manager):
    with manager:
        print("  the block runs")


def use_on_stack(manager):
    with ExitStack() as stack:
        stack.enter_context(manager)


def refused(title, run, manager):
    print(title)
    try:
        run(manager)
        print("  not refused")
    except TypeError:
        methods = [name for name in ("__enter__", "__exit__") if not hasattr(manager, name)]
        print("  TypeError, missing", methods[0])


async def main():
    refused("an asynchronous manager", use, AsyncLog())
    refused("a manager without exit", use, HalfManager())
    refused("an asynchronous manager on a stack", use_on_stack, AsyncLog())

    print("the right call")
    async with AsyncLog() as value:
        print("  the block runs with", value)


asyncio.run(main())
