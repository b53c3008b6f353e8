# S4 in Python. A class over os.open, where open() would do, so that it can tell what it does.
import asyncio
import os
import tempfile
from contextlib import closing, suppress

flags = {"r": os.O_RDONLY, "a": os.O_WRONLY | os.O_APPEND | os.O_CREAT}


class TextFile:
    def __init__(self, path, mode="r"):
        self.fd = os.open(path, flags[mode])

    def read(self, count=1000):
        return os.read(self.fd, count).decode()

    def write(self, text):
        os.write(self.fd, text.encode())

    def is_open(self):
        try:
            os.fstat(self.fd)
            return True
        except OSError:
            return False

    def close(self):
        os.close(self.fd)
        print("  closed")

    def __enter__(self):
        return self

    def __exit__(self, exc_type, error, tb):
        if exc_type is not None:
            print("  told:", repr(error))
        self.close()


class RangeError(Exception):
    pass


async def sign(path, name, turn):
    async with turn:
        with TextFile(path, "a") as file:
            for letter in name:
                file.write(letter)
                await asyncio.sleep(0.001)
            file.write(";")
            print(" ", name, "signed")


async def main(folder):
    path = os.path.join(folder, "names.txt")

    print("beside an async manager, in two tasks")
    turn = asyncio.Lock()
    await asyncio.gather(sign(path, "ann", turn), sign(path, "bob", turn))

    print("the body waits")
    with TextFile(path) as file:
        await asyncio.sleep(0.01)
        print("  open after the wait:", file.is_open())
        text = file.read()
    print("  read:", text)

    print("the body fails after it waited")
    file = TextFile(path)

    async def read():
        with file:
            await asyncio.sleep(0.01)
            raise RangeError("too short")

    reading = asyncio.create_task(read())
    await asyncio.sleep(0)
    print("  open while the body waits:", file.is_open())
    try:
        await reading
    except RangeError as error:
        print("  the caller got:", repr(error))
    print("  open at the end:", file.is_open())

    print("suppress, around the file")
    with suppress(RangeError):
        with TextFile(path) as file:
            await asyncio.sleep(0.01)
            raise RangeError(f"{file.read(3)} is too short")

    print("closing, which is told nothing")
    with closing(TextFile(path)) as file:
        await asyncio.sleep(0.01)
        initial = file.read(1)
    print("  read:", initial)


with tempfile.TemporaryDirectory() as folder:
    asyncio.run(main(folder))
