# S12 in Python.
import asyncio
import os
import re
import tempfile
from contextlib import aclosing, closing


class NotANumber(Exception):
    pass


class RangeError(Exception):
    pass


open_sources = 0


async def lines(path):
    global open_sources
    with closing(open(path)) as source:
        open_sources += 1
        try:
            for line in source:
                yield line.strip()
        finally:
            open_sources -= 1
            print("  lines closed")


async def numbers(lines):
    try:
        async with aclosing(lines) as input:
            async for line in input:
                if not re.fullmatch(r"\d+", line):
                    raise NotANumber(line)
                yield int(line)
    finally:
        print("  numbers closed")


async def sums_of_two(numbers):
    try:
        async with aclosing(numbers) as input:
            while True:
                first = await anext(input, None)
                second = await anext(input, None)
                if first is None or second is None:
                    return
                yield first + second
    finally:
        print("  sums closed")


class Sink:
    def __init__(self, path):
        self.path = path

    async def __aenter__(self):
        self.file = open(f"{self.path}.part", "w")
        return self

    async def write(self, sum):
        self.file.write(f"{sum};")
        print("  wrote", sum)

    async def __aexit__(self, exc_type, error, tb):
        self.file.close()
        if exc_type is None:
            os.rename(f"{self.path}.part", self.path)
            print("  sink committed")
        else:
            os.remove(f"{self.path}.part")
            print("  sink removed after", repr(error))


async def main(folder):
    source = os.path.join(folder, "source")
    target = os.path.join(folder, "target")

    async def run(title, text, limit):
        print(title)
        with open(source, "w") as file:
            file.write(text)
        try:
            async with Sink(target) as sink:
                async with aclosing(sums_of_two(numbers(lines(source)))) as sums:
                    async for sum in sums:
                        if sum > 100:
                            raise RangeError(f"{sum} is too much")
                        await sink.write(sum)
                        if sum >= limit:
                            break
        except (NotANumber, RangeError) as error:
            print("  the caller got:", repr(error))
        left = [name for name in os.listdir(folder) if name != "source"]
        print("  left:", f"{' '.join(left)}: {open(target).read()}" if left else "nothing")
        if left:
            os.remove(target)

    await run("all of it", "1\n2\n3\n4\n5\n6\n", 100)
    await run("break out early", "1\n2\n3\n4\n5\n6\n", 7)
    await run("a stage fails", "1\n2\nthree\n4\n", 100)
    await run("the block fails", "1\n2\n99\n98\n5\n6\n", 100)

    print("read by hand and left: not closed")
    left = lines(source)
    print("  read", await anext(left))
    print("  open sources:", open_sources)
    await left.aclose()
    print("  open sources:", open_sources)

    print("a loop that is left")
    left = lines(source)
    async for line in left:
        print("  read", line)
        break
    assert open_sources == 1  # where JavaScript's loop has closed it
    await left.aclose()
    print("  open sources:", open_sources)


with tempfile.TemporaryDirectory() as folder:
    asyncio.run(main(folder))
