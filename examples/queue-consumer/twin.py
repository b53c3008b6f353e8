# S13b in Python.
import asyncio
from contextlib import aclosing, asynccontextmanager


class Wire:
    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    @classmethod
    async def dial(cls, port):
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    def say(self, line):
        self.writer.write(f"{line}\n".encode())

    async def hear(self):
        return (await self.reader.readline()).decode().strip()

    async def ask(self, line):
        self.say(line)
        return await self.hear()

    async def aclose(self):
        self.writer.close()
        await self.writer.wait_closed()


class Broker:
    def __init__(self):
        self.queue = []
        self.subscribers = 0

    async def serve(self, reader, writer):
        client = Wire(reader, writer)
        delivered = []
        while line := await client.hear():
            command, message = (line + " ").split(" ")[:2]
            answer = "OK"
            match command:
                case "PUBLISH":
                    self.queue.append(message)
                case "SUBSCRIBE":
                    self.subscribers += 1
                case "UNSUBSCRIBE":
                    self.subscribers -= 1
                case "NEXT":
                    delivered, self.queue = self.queue[:1], self.queue[1:]
                    answer = delivered[0] if delivered else "EMPTY"
                case "ACK":
                    delivered = []
                case "NACK":
                    self.queue += delivered
                    delivered = []
                case _:
                    answer = "ERROR"
            client.say(answer)
        self.queue += delivered
        writer.close()


class OutOfStock(Exception):
    pass


class RangeError(Exception):
    pass


class Delivery:
    def __init__(self, broker):
        self.broker = broker

    async def __aenter__(self):
        order = await self.broker.ask("NEXT")
        print("  got", order)
        return order

    async def __aexit__(self, exc_type, error, tb):
        if exc_type is None:
            print("  ACK is answered", await self.broker.ask("ACK"))
        else:
            print("  NACK is answered", await self.broker.ask("NACK"), "after", repr(error))
        return isinstance(error, OutOfStock)


@asynccontextmanager
async def subscription(port):
    async with aclosing(await Wire.dial(port)) as broker:
        await broker.ask("SUBSCRIBE")
        print("  subscribed")
        try:
            yield lambda: Delivery(broker)
        finally:
            await broker.ask("UNSUBSCRIBE")
            print("  unsubscribed")


stock = {"apple", "cherry"}


async def ship(order):
    if order == "durian":
        raise RangeError("not a fruit of ours")
    if order not in stock:
        raise OutOfStock(order)
    print("  shipped", order)


broker = Broker()


async def consume(port, count):
    print("a consumer")
    try:
        async with subscription(port) as next_delivery:
            print("  subscribers:", broker.subscribers)
            for _ in range(count):
                async with next_delivery() as order:
                    await ship(order)
    except RangeError as error:
        print("  gave up:", repr(error))
    print("subscribers:", broker.subscribers, "queued:", " ".join(broker.queue))


async def main():
    async with await asyncio.start_server(broker.serve, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        async with aclosing(await Wire.dial(port)) as producer:
            for order in ["apple", "banana", "cherry", "durian"]:
                await producer.ask(f"PUBLISH {order}")
        await consume(port, 4)
        stock.add("banana")
        await consume(port, 1)


asyncio.run(main())
