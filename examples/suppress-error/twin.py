# S6 in Python.
import asyncio
from contextlib import AsyncExitStack


class Handler:
    def __init__(self, result):
        self.result = result

    async def __aenter__(self):
        return self

    async def __aexit__(self, exc_type, error, tb):
        print("  told:", exc_type and exc_type.__name__, repr(error), tb and "traceback")
        return self.result


async def by_function(manager, body):
    async with manager:
        await body()


async def by_stack(manager, body):
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(manager)
        await body()


async def by_await_using(manager, body):
    async with manager:
        await body()


ways = {"function": by_function, "stack": by_stack, "await using": by_await_using}


class SensorError(Exception):
    pass


async def failing_body():
    raise SensorError("no signal")


async def body():
    print("  body")


async def retryable(exc_type, error, tb):
    print("  told:", repr(error))
    return exc_type is SensorError


class Retryable:
    async def __aenter__(self):
        return self

    async def __aexit__(self, exc_type, error, tb):
        return await retryable(exc_type, error, tb)


async def main():
    for way, drive in ways.items():
        for result in [True, "handled", 1, False, None, 0]:
            print(way, "returns", result)
            try:
                await drive(Handler(result), failing_body)
                print("  suppressed")
            except SensorError as error:
                print("  propagates:", repr(error))
        print(way, "ends well")
        await drive(Handler(True), body)

    for error in [SensorError("no signal"), TypeError("not a sensor")]:
        print("[exit] on a stack")
        try:
            async with AsyncExitStack() as stack:
                stack.push_async_exit(retryable)
                raise error
            print("  suppressed")
        except Exception as caught:
            print("  propagates:", repr(caught))
        print("[exit] in a plain await using")
        try:
            async with Retryable():
                raise error
            print("  suppressed")
        except Exception as caught:
            print("  propagates:", repr(caught))


asyncio.run(main())
