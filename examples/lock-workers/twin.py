# S7 in Python.
import asyncio

lock = asyncio.Lock()
holders = 0


async def worker(name, arrives):
    global holders
    await asyncio.sleep(arrives)
    print(name, "waits for the lock")
    async with lock:
        holders += 1
        print(name, "has it; holders:", holders)
        await asyncio.sleep(0.1)
        print(name, "lets it go")
        holders -= 1


async def main():
    await asyncio.gather(worker("ann", 0.02), worker("bob", 0.06), worker("cat", 0.04))
    print("locked at the end:", lock.locked())


asyncio.run(main())
