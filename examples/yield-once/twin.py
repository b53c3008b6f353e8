# S17 in Python.
import asyncio
from contextlib import asynccontextmanager


class BodyError(Exception):
    pass


class CleanupError(Exception):
    pass


@asynccontextmanager
async def yields_once():
    try:
        yield "value"
    finally:
        print("  finally")


@asynccontextmanager
async def never_yields():
    print("  no yield")
    return
    yield


@asynccontextmanager
async def yields_twice():
    yield "first"
    yield "second"


@asynccontextmanager
async def catches():
    try:
        yield "value"
    except BodyError as error:
        print("  caught at the yield:", repr(error))


@asynccontextmanager
async def replaces():
    try:
        yield "value"
    except BodyError:
        raise CleanupError("from the manager")


@asynccontextmanager
async def yields_again_after_an_error():
    try:
        yield "first"
    except BodyError:
        yield "second"


managers = {
    "yieldsOnce": yields_once,
    "neverYields": never_yields,
    "yieldsTwice": yields_twice,
    "catches": catches,
    "replaces": replaces,
    "yieldsAgainAfterAnError": yields_again_after_an_error,
}


async def main():
    for name, manager in managers.items():
        for fails in [False, True]:
            print(name, "and the block fails" if fails else "and the block ends well")
            try:
                async with manager() as value:
                    print("  the block runs with", value)
                    if fails:
                        raise BodyError("from the block")
                print("  after the block")
            except Exception as error:
                print("  the caller got", repr(error))


asyncio.run(main())
