# S15c in Python.
import asyncio
from contextlib import AsyncExitStack


class CardRefused(Exception):
    pass


class Forgetful:
    async def __aenter__(self):
        print("  entered")
        return "value"

    # not async, and nothing is returned
    def __aexit__(self, exc_type, error, tb):
        print("  exit is told", exc_type.__name__ if exc_type else None)


class ForgetfulEnter:
    def __aenter__(self):
        print("  enter is called")

    async def __aexit__(self, exc_type, error, tb):
        print("  exited")


async def succeed():
    async with Forgetful():
        print("  the block runs")


async def fail():
    async with Forgetful():
        raise CardRefused("card refused")


async def on_stack():
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(Forgetful())
        print("  the block runs")


async def by_hand():
    manager = Forgetful()
    await manager.__aenter__()
    print("  the block runs")
    await manager.__aexit__(None, None, None)


async def enter_forgets():
    async with ForgetfulEnter():
        print("  the block runs")


async def show(title, run):
    print(title)
    try:
        await run()
        print("  not refused")
    except TypeError as error:
        older = ["over", repr(error.__context__)] if error.__context__ else []
        print("  refused:", type(error).__name__, *older)


async def main():
    await show("the block succeeds", succeed)
    await show("the block fails", fail)
    await show("on a stack", on_stack)
    await show("entered by hand", by_hand)
    await show("enter forgets it", enter_forgets)


asyncio.run(main())
