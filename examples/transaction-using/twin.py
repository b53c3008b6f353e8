# S1u in Python; sqlite3 stands for the database.
import asyncio
import sqlite3


class PaymentError(Exception):
    pass


class RangeError(Exception):
    pass


class Transaction:
    def __init__(self, db):
        self.db = db

    async def __aenter__(self):
        self.db.execute("BEGIN")
        return self.db

    async def __aexit__(self, exc_type, error, tb):
        self.db.execute("COMMIT" if exc_type is None else "ROLLBACK")
        print(*(["  committed"] if exc_type is None else ["  rolled back:", repr(error)]))


class Savepoint:
    def __init__(self, db):
        self.db = db

    async def __aenter__(self):
        self.db.execute("SAVEPOINT one")

    async def __aexit__(self, exc_type, error, tb):
        if exc_type is None:
            self.db.execute("RELEASE one")
            return False
        self.db.execute("ROLLBACK TO one")
        print("  rolled back to the savepoint:", repr(error))
        return issubclass(exc_type, PaymentError)


db = sqlite3.connect(":memory:", isolation_level=None)
db.execute("CREATE TEMP TABLE payment (payer text)")


def pay(payer):
    db.execute("INSERT INTO payment VALUES (?)", [payer])


async def show(title, run):
    print(title)
    try:
        await run()
    except Exception as error:
        print("  the caller got:", repr(error))
    rows = db.execute("SELECT payer FROM payment ORDER BY payer").fetchall()
    print("  in the table:", " ".join(payer for (payer,) in rows) or "nothing")
    db.execute("DELETE FROM payment")


async def success():
    async with Transaction(db):
        pay("ann")
        pay("bob")


async def failure():
    async with Transaction(db):
        pay("ann")
        raise PaymentError("card refused")


async def returning():
    async with Transaction(db):
        pay("ann")
        return "paid"


async def suppressing():
    async with Transaction(db):
        pay("ann")
        async with Savepoint(db):
            pay("bob")
            raise PaymentError("bob's card refused")
        print("  goes on after the block")
        pay("cid")


async def not_suppressing():
    async with Transaction(db):
        pay("ann")
        async with Savepoint(db):
            raise RangeError("too many")


async def main():
    await show("success", success)
    await show("failure", failure)
    await show("a return out of the block", returning)
    await show("a savepoint that suppresses", suppressing)
    await show("a savepoint that does not", not_suppressing)
    db.close()


asyncio.run(main())
