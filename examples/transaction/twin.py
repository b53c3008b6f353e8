# S1t in Python; sqlite3 stands for the database.
import asyncio
import sqlite3
from contextlib import AsyncExitStack


class Transaction:
    def __init__(self, db):
        self.db = db

    async def __aenter__(self):
        self.db.execute("BEGIN")

    async def __aexit__(self, exc_type, error, tb):
        if exc_type is None:
            self.db.execute("COMMIT")
            print("  committed")
        else:
            self.db.execute("ROLLBACK")
            print("  rolled back:", repr(error))


class PaymentError(Exception):
    pass


db = sqlite3.connect(":memory:", isolation_level=None)
db.execute("CREATE TEMP TABLE payment (payer text)")


def pay(payer):
    db.execute("INSERT INTO payment VALUES (?)", [payer])


async def show(title, run):
    print(title)
    try:
        await run()
    except PaymentError as error:
        print("  the caller got:", repr(error))
    rows = db.execute("SELECT payer FROM payment ORDER BY payer").fetchall()
    print("  in the table:", " ".join(payer for (payer,) in rows) or "nothing")
    db.execute("DELETE FROM payment")


async def function_success():
    async with Transaction(db):
        pay("ann")
        pay("bob")


async def function_failure():
    async with Transaction(db):
        pay("ann")
        raise PaymentError("card refused")


async def stack_success():
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(Transaction(db))
        pay("ann")
        pay("bob")


async def stack_failure():
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(Transaction(db))
        pay("ann")
        raise PaymentError("card refused")


async def main():
    await show("a function, success", function_success)
    await show("a function, failure", function_failure)
    await show("a stack, success", stack_success)
    await show("a stack, failure", stack_failure)
    db.close()


asyncio.run(main())
