# S2 in Python; sqlite3 stands for the database.
import asyncio
import sqlite3
from contextlib import asynccontextmanager


@asynccontextmanager
async def database_connection():
    print("connecting")
    connection = sqlite3.connect(":memory:")
    print("connected")
    try:
        yield connection
    except Exception as error:
        print("the block failed:", repr(error))
        raise
    finally:
        connection.close()
        print("closed")


class OrderError(Exception):
    pass


async def read_prices():
    async with database_connection() as db:
        db.execute("CREATE TEMP TABLE fruit (name text, price integer)")
        db.execute("INSERT INTO fruit VALUES ('apple', 3), ('banana', 1), ('cherry', 5)")
        rows = db.execute("SELECT name, price FROM fruit ORDER BY price").fetchall()
        for name, price in rows:
            print(name, "costs", price)
        return rows[0][0]


async def main():
    cheapest = await read_prices()
    print("cheapest:", cheapest)

    try:
        async with database_connection() as db:
            (row,) = db.execute("SELECT 6 * 7 AS answer").fetchall()
            print("answer:", row[0])
            raise OrderError("no such fruit")
    except OrderError as error:
        print("the caller got:", repr(error))


asyncio.run(main())
