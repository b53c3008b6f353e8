# S13e in Python. Its threads cannot be stopped, its processes can: multiprocessing stands for worker_threads.
import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from math import inf
from multiprocessing import get_context


class RangeError(Exception):
    pass


def count_primes(start, end):
    if start > end:
        raise RangeError(f"from {start} to {end}")
    count = 0
    n = max(2, start)
    while n < end:
        divisor = 2
        while divisor * divisor <= n and n % divisor != 0:
            divisor += 1
        count += divisor * divisor > n
        n += 1
    return count


def work(parent):
    parent.send("online")
    while task := parent.recv():
        try:
            parent.send(count_primes(*task))
        except RangeError as error:
            parent.send(error)
            return


class Computer:
    def __init__(self, name):
        self.name = name

    async def __aenter__(self):
        context = get_context("spawn")
        self.connection, child = context.Pipe()
        self.process = context.Process(target=work, args=[child])
        self.process.start()
        child.close()
        await asyncio.to_thread(self.connection.recv)
        print("  started", self.name)
        return self

    async def __aexit__(self, exc_type, error, tb):
        if exc_type is None:
            self.connection.send(None)
        else:
            self.process.terminate()
        await asyncio.to_thread(self.process.join)
        print("  ended" if exc_type is None else "  stopped", self.name)

    async def count_primes(self, task):
        self.connection.send(task)
        answer = await asyncio.to_thread(self.connection.recv)
        if isinstance(answer, Exception):
            raise answer
        return answer


@asynccontextmanager
async def computers(*names):
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(Computer(name)) for name in names]


async def distribute(group, ranges):
    counts = [None] * len(ranges)
    queue = enumerate(ranges)

    async def take(computer):
        for i, task in queue:
            counts[i] = await computer.count_primes(task)

    await asyncio.gather(*(take(computer) for computer in group))
    return counts


async def compute(title, *ranges):
    print(title)
    try:
        async with computers("ann", "bob", "cat") as group:
            counts = await distribute(group, ranges)
            print("  primes:", *counts, "in all:", sum(counts))
    except RangeError as error:
        print("  the caller got:", repr(error))


async def main():
    await compute("all succeed", (0, 100), (100, 1000), (1000, 2000), (2000, 5000), (5000, 9000))
    await compute("one fails, two would never end", (0, inf), (9, 0), (1000, inf))


if __name__ == "__main__":
    asyncio.run(main())
