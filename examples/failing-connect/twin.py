# S8 in Python.
import asyncio
from contextlib import AsyncExitStack

NOBODY_LISTENS_HERE = ("127.0.0.1", 1)


class DatabaseConnection:
    async def __aenter__(self):
        print("connecting")
        try:
            self.reader, self.writer = await asyncio.open_connection(*NOBODY_LISTENS_HERE)
        except OSError as error:
            print("enter failed:", type(error).__name__)
            raise
        return self.writer

    async def __aexit__(self, exc_type, error, tb):
        print("exit is called")
        self.writer.close()


class Log:
    async def __aenter__(self):
        print("log opened")

    async def __aexit__(self, exc_type, error, tb):
        print("log closed after", type(error).__name__)


async def main():
    try:
        async with DatabaseConnection():
            print("the block runs")
    except OSError as error:
        print("the caller got", type(error).__name__)

    try:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(Log())
            await stack.enter_async_context(DatabaseConnection())
            print("the block runs")
    except OSError as error:
        print("the caller got", type(error).__name__)


asyncio.run(main())
