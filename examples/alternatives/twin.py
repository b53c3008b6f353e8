# S14 in Python. asyncio has no pool of connections: a short one stands for generic-pool.
import asyncio
import shutil
import tempfile
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path


class MarketError(Exception):
    pass


class RangeError(Exception):
    pass


async def serve_market(reader, writer):
    prices = {"apple": 3, "banana": 1}
    while fruit := (await reader.readline()).decode().strip():
        if fruit == "durian":
            break
        writer.write(f"{prices.get(fruit, 0)}\n".encode())
    writer.close()


class Pool:
    def __init__(self, port):
        self.port = port
        self.idle = []
        self.opened = self.borrowed = 0

    async def acquire(self):
        if not self.idle:
            self.idle.append(await asyncio.open_connection("127.0.0.1", self.port))
            self.opened += 1
            print("  connection", self.opened, "opened")
        self.borrowed += 1
        print("  connection leased")
        return self.idle.pop()

    async def release(self, connection):
        self.borrowed -= 1
        self.idle.append(connection)
        print("  connection returned")

    async def destroy(self, connection):
        self.borrowed -= 1
        print("  a connection discarded")
        connection[1].close()
        await connection[1].wait_closed()

    async def clear(self):
        for _, writer in self.idle:
            print("  a connection discarded")
            writer.close()
            await writer.wait_closed()


async def ask(connection, fruit):
    reader, writer = connection
    writer.write(f"{fruit}\n".encode())
    answer = (await reader.readline()).decode().strip()
    if answer == "":
        raise MarketError("the market hung up")
    return int(answer)


def make_folder():
    folder = tempfile.mkdtemp()
    print("  folder made")
    return folder


def remove_folder(folder):
    shutil.rmtree(folder)
    print("  folder removed")


def open_file(path):
    file = open(path, "w")
    print("  file opened")
    return file


def close_file(file):
    file.close()
    print("  file closed")


class Office:
    def __init__(self, connections):
        self.connections = connections
        self.busy = False


class Manual:
    async def print_prices(self, office, fruits):
        was_busy, office.busy = office.busy, True
        try:
            prices = await self.ask_prices(office, fruits)
            self.print_list(office, prices)
        except Exception:
            office.busy = was_busy
            raise
        office.busy = was_busy

    async def ask_prices(self, office, fruits):
        connection = await office.connections.acquire()
        try:
            prices = {fruit: await ask(connection, fruit) for fruit in fruits}
        except Exception:
            await office.connections.release(connection)
            raise
        await office.connections.release(connection)
        return prices

    def print_list(self, office, prices):
        folder = make_folder()
        try:
            path = Path(folder, "prices.txt")
            self.write_list(path, prices)
            print("  printed:", path.read_text(), "busy:", office.busy)
        except Exception:
            remove_folder(folder)
            raise
        remove_folder(folder)

    def write_list(self, path, prices):
        file = open_file(path)
        for fruit, price in prices.items():
            if price == 0:
                close_file(file)
                raise RangeError(f"{fruit} for nothing")
            file.write(f"{fruit}={price},")
        close_file(file)


class ByHand:
    async def print_prices(self, office, fruits):
        was_busy, office.busy = office.busy, True
        try:
            prices = await self.ask_prices(office, fruits)
            self.print_list(office, prices)
        finally:
            office.busy = was_busy

    async def ask_prices(self, office, fruits):
        connection = await office.connections.acquire()
        try:
            return {fruit: await ask(connection, fruit) for fruit in fruits}
        finally:
            await office.connections.release(connection)

    def print_list(self, office, prices):
        folder = make_folder()
        try:
            path = Path(folder, "prices.txt")
            self.write_list(path, prices)
            print("  printed:", path.read_text(), "busy:", office.busy)
        finally:
            remove_folder(folder)

    def write_list(self, path, prices):
        file = open_file(path)
        try:
            for fruit, price in prices.items():
                if price == 0:
                    raise RangeError(f"{fruit} for nothing")
                file.write(f"{fruit}={price},")
        finally:
            close_file(file)


@contextmanager
def held(value, release):
    try:
        yield value
    finally:
        release(value)


@asynccontextmanager
async def leased(pool):
    connection = await pool.acquire()
    try:
        yield connection
    finally:
        await pool.release(connection)


@contextmanager
def patched(thing, name, value):
    before = getattr(thing, name)
    setattr(thing, name, value)
    try:
        yield
    finally:
        setattr(thing, name, before)


class Using:
    async def print_prices(self, office, fruits):
        with patched(office, "busy", True):
            prices = await self.ask_prices(office, fruits)
            self.print_list(office, prices)

    async def ask_prices(self, office, fruits):
        async with leased(office.connections) as connection:
            return {fruit: await ask(connection, fruit) for fruit in fruits}

    def print_list(self, office, prices):
        with held(make_folder(), remove_folder) as folder:
            path = Path(folder, "prices.txt")
            self.write_list(path, prices)
            print("  printed:", path.read_text(), "busy:", office.busy)

    def write_list(self, path, prices):
        with held(open_file(path), close_file) as file:
            for fruit, price in prices.items():
                if price == 0:
                    raise RangeError(f"{fruit} for nothing")
                file.write(f"{fruit}={price},")


@asynccontextmanager
async def lease(pool):
    connection = await pool.acquire()
    try:
        yield connection
    except Exception:
        await pool.destroy(connection)
        raise
    else:
        await pool.release(connection)


ways = {"manual": Manual(), "try/finally": ByHand(), "using": Using()}


async def show(title, run):
    print(title)
    try:
        await run
    except (MarketError, RangeError) as error:
        print("  the caller got:", repr(error))


async def main():
    async def costs(name, fruit):
        async with lease(connections) as connection:
            print(f"  {name} costs", await ask(connection, fruit))

    async with await asyncio.start_server(serve_market, "127.0.0.1") as server:
        connections = Pool(server.sockets[0].getsockname()[1])
        office = Office(connections)
        await show("the first lease", costs("an apple", "apple"))
        for name, way in ways.items():
            await show(f"{name} succeeds", way.print_prices(office, ["apple", "banana"]))
            await show(f"{name} fails", way.print_prices(office, ["apple", "fig"]))
            print("busy:", office.busy, "leased:", connections.borrowed)

        await show("the market hangs up", costs("a durian", "durian"))
        await show("the next lease", costs("a banana", "banana"))
        await show("the market hangs up on try/finally", ways["try/finally"].print_prices(office, ["durian"]))
        await show("the next lease", ways["try/finally"].print_prices(office, ["banana"]))
        await connections.clear()


asyncio.run(main())
