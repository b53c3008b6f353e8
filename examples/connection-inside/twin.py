# S3 in Python; sqlite3 stands for the database.
import asyncio
import sqlite3
from contextlib import AsyncExitStack


class Database:
    def __init__(self, name):
        self.name = name

    async def __aenter__(self):
        self.connection = sqlite3.connect(":memory:")
        print("opened", self.name)
        return self.connection

    async def __aexit__(self, exc_type, error, tb):
        self.connection.close()
        print("closed", self.name)


async def greet(db, whom):
    (row,) = db.execute("SELECT 'hello ' || ? AS greeting", [whom]).fetchall()
    print(row[0])


async def main():
    manager = Database("a declaration")
    async with manager as db:
        print("the value is the manager:", db is manager)
        await greet(db, "block")

    async with AsyncExitStack() as stack:
        manager = Database("a stack")
        db = await stack.enter_async_context(manager)
        print("the value is the manager:", db is manager)
        await greet(db, "stack")


asyncio.run(main())
