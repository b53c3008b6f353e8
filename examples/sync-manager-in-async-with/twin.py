# S19 in Python. CPython 3.11 does not name the missing method in every message, so the twin finds it.
import asyncio
from contextlib import AsyncExitStack


class SyncLog:
    def __enter__(self):
        print("  entered")
        return "log"

    def __exit__(self, exc_type, error, tb):
        print("  exited")


class HalfManager:
    async def __aenter__(self):
        print("  entered")


async def use(manager):
    async with manager:
        print("  the block runs")


async def use_on_stack(manager):
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(manager)


async def refused(title, run, manager):
    print(title)
    try:
        await run(manager)
        print("  not refused")
    except TypeError:
        methods = [name for name in ("__aenter__", "__aexit__") if not hasattr(manager, name)]
        print("  TypeError, missing", methods[0])


async def main():
    await refused("a synchronous manager", use, SyncLog())
    await refused("a manager without exit", use, HalfManager())
    await refused("a synchronous manager on a stack", use_on_stack, SyncLog())

    print("the right call")
    with SyncLog() as value:
        print("  the block runs with", value)


asyncio.run(main())
