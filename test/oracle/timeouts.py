"""The Python side of the kind "timeouts": interprets a program with asyncio's timeouts, in virtual time.

Python cancels a task, each time anew; a signal of JavaScript tells once. So a sleep is told here what it would be told
there: it is bound to the innermost block that was not aborted when it began, and deaf to what does not abort that one.
"""
import asyncio
import contextlib
import inspect

import harness
from harness import t, told
from virtual_loop import START, VirtualLoop


class Foreign(BaseException):
    """JavaScript's abort by another signal: to Python, where aborts have no origin, an error of its own."""


CLASSES = {c.__name__: c for c in (
    harness.ErrorA, harness.ErrorB, harness.ErrorC, harness.ErrorD, RuntimeError, TimeoutError, BaseException)}
CLASSES |= {"abort": asyncio.CancelledError, "foreign": Foreign}

harness.SPECIAL.update({asyncio.CancelledError: "abort", Foreign: "foreign", TimeoutError: "TimeoutError"})

def as_later(timeout):
    """Makes the Timeout of early CPythons 3.11 do as later ones: they assert what is a RuntimeError by now, name no
    cause, and forget that a task was asked to end before the block was entered."""
    enter, leave, reschedule = timeout.__aenter__, timeout.__aexit__, timeout.reschedule
    created = timeout(None)._state

    async def __aenter__(self):
        if self._state is not created:
            raise RuntimeError("Timeout has already been entered")
        self.cancelling_before = asyncio.current_task().cancelling()
        return await enter(self)

    async def __aexit__(self, exc_type, exc, tb):
        with contextlib.suppress(TimeoutError):  # raised without a cause
            await leave(self, exc_type, exc, tb)
        if self.expired() and exc_type is asyncio.CancelledError:
            if asyncio.current_task().cancelling() <= self.cancelling_before:
                raise TimeoutError from exc
        return None

    def reschedule_entered(self, when):
        if self._state is created:
            raise RuntimeError("Timeout has not been entered")
        return reschedule(self, when)

    timeout.__aenter__, timeout.__aexit__, timeout.reschedule = __aenter__, __aexit__, reschedule_entered


if "has not been entered" not in inspect.getsource(asyncio.Timeout):
    as_later(asyncio.Timeout)

# CPython 3.13 puts TimeoutErrors into the chains of other errors. The library leaves the errors of others alone.
asyncio.Timeout._insert_timeout_error = staticmethod(lambda error: None)


def answer(program):
    found = Machine(program, False)
    contextlib = found.report()
    features = []
    text = " ".join([*contextlib["events"], contextlib["outcome"]])
    if "TimeoutError" in text:
        features.append("= a TimeoutError")
    if sum(each.expired() for each in found.limits.values()) > 1:
        features.append("= several timeouts expire")
    if any(each.expired() for each in found.limits.values()) and "TimeoutError" not in text:
        features.append("= a timeout expires, no TimeoutError leaves it")
    if found.deaf:
        features.append("= a sleep that is deaf to a deadline, as JavaScript's is")
    if found.unmapped:
        features.append("= not compared: " + found.unmapped)
    if found.loop.ties:
        features.append("timers of the same instant")
        together = Machine(program, False, together=True).report()
        if (together["events"], together["outcome"]) != (contextlib["events"], contextlib["outcome"]):
            features.append("timers of the same instant: asyncio's own loop, which takes them together, ends otherwise")
    nested = Machine(program, True).report() if found.stacks else None
    return {"contextlib": contextlib, "nested": nested, "features": features, "skipped": bool(found.unmapped)}


class Block:
    """A timeout that was entered, and the block whose signal it would follow."""

    def __init__(self, limit, around):
        self.limit, self.around = limit, around


def aborted(limit):
    return limit is not None and (limit.expired() or aborted(limit.follows))


def live(block):
    while block is not None and aborted(block.limit):
        block = block.around
    return block.limit if block else None


def enclosing(block):
    """The timeouts around, the innermost first."""
    while block is not None:
        yield block.limit
        block = block.around


def follows(limit, outer):
    """Does the signal of `limit` follow that of `outer`?"""
    while limit is not None and limit is not outer:
        limit = limit.follows
    return limit is outer


class Machine:
    def __init__(self, program, nested, together=False):
        self.program, self.nested = program, nested
        self.loop = VirtualLoop(together)
        self.limits = {}
        self.unmapped = None
        self.deaf = False
        self.stacks = False

    def report(self):
        run = harness.fresh()
        run.stamp = lambda: " @%d" % (self.loop.now - START)
        async def whole():
            try:
                return await self.all(self.program["body"], None), None
            except BaseException as error:
                return None, error
        def main():
            try:
                value, error = self.loop.run_until_complete(whole())
            finally:
                self.loop.close()
            if error is not None:
                raise error
            return value
        return harness.record(main)

    async def all(self, statements, block):
        for node in statements:
            result = await self.one(node, block)
            if result is not None:
                return result

    async def one(self, node, block):
        k = node["k"]
        result = None
        if k == "trace":
            t("s%d" % node["site"])
        elif k == "sleep":
            await self.sleep(node, block)
        elif k == "raise":
            raise make(node["type"], node["site"])
        elif k == "return":
            return node["value"]
        elif k == "make":
            self.limits[node["name"]] = self.make(node, block)
        elif k == "reschedule":
            limit = self.limits.get(node["name"])
            if limit is None:
                return t("no " + node["name"])
            limit.reschedule(None if node["ms"] is None else self.loop.now + node["ms"])
        elif k == "look":
            self.look(node["name"])
        elif k == "ifExpired":
            limit = self.limits.get(node["name"])
            if limit is not None and limit.expired():
                return await self.all(node["body"], block)
        elif k == "limit":
            limit = self.limit(node, block)
            if limit is None:
                return t("no " + node["from"])
            async with limit:
                result = await self.all(node["body"], Block(limit, block))
        elif k == "with":
            async with Manager(self, node, block):
                result = await self.all(node["body"], block)
        elif k == "suppress":
            with suppressing(node):
                result = await self.all(node["body"], block)
        elif k == "try":
            caught = None
            try:
                return await self.all(node["body"], block)
            except tuple(CLASSES[type_] for type_ in node["types"]) as error:
                caught = error
            if node["chain"]:
                harness.caught("try%d" % node["site"], caught, True)
            else:
                t("try%d caught" % node["site"])
            if node["then"] == "again":
                raise harness.again(caught)
        elif k == "stack":
            self.stacks = True
            if self.nested:
                # A jump waits in the stack while it unwinds, also where an exit's error is suppressed in between.
                jumps = []
                await self.within(node["items"], node["body"], block, jumps)
                result = jumps[0] if jumps else None
            else:
                async with contextlib.AsyncExitStack() as stack:
                    for item in node["items"]:
                        if item["k"] == "sleep":
                            await self.sleep(item, block)
                        elif item["k"] == "with":
                            await stack.enter_async_context(Manager(self, item, block))
                        elif item["k"] == "suppress":
                            stack.enter_context(suppressing(item))
                        else:
                            limit = self.limit(item, block)
                            await stack.enter_async_context(limit)
                            block = Block(limit, block)
                    result = await self.all(node["body"], block)
        return result

    async def within(self, items, body, block, jumps):
        """A stack's entries as nested with statements."""
        if not items:
            jumps.append(await self.all(body, block))
            return
        item, *rest = items
        if item["k"] == "sleep":
            await self.sleep(item, block)
            await self.within(rest, body, block, jumps)
        elif item["k"] == "with":
            async with Manager(self, item, block):
                await self.within(rest, body, block, jumps)
        elif item["k"] == "suppress":
            with suppressing(item):
                await self.within(rest, body, block, jumps)
        else:
            limit = self.limit(item, block)
            async with limit:
                await self.within(rest, body, Block(limit, block), jumps)

    def limit(self, node, block):
        if node["from"]:
            limit = self.limits.get(node["from"])
            if limit is not None and aborted(limit.follows):
                self.unmapped = "a timeout that is entered when the signal it was given is aborted"
            return limit
        self.limits[node["name"]] = self.make(node, block)
        return self.limits[node["name"]]

    def make(self, node, block):
        how = node["how"]
        if how == "never":
            limit = asyncio.timeout(None)
        elif how == "timeout":
            limit = asyncio.timeout(node["ms"])
        else:
            limit = asyncio.timeout_at(self.loop.now + node["ms"])
        limit.follows = live(block)
        return limit

    def look(self, name):
        limit = self.limits.get(name)
        if limit is None:
            return t("no " + name)
        when = limit.when()
        t("%s expired %s when %s" % (
            name, str(limit.expired()).lower(), "never" if when is None else "%d" % (when - START)))

    async def sleep(self, node, block):
        bound = live(block)
        woken = self.loop.create_future()
        timer = self.loop.call_at(self.loop.now + node["ms"], lambda: woken.done() or woken.set_result(None))
        while True:
            before = [each for each in enclosing(block) if each.expired()]
            try:
                await asyncio.shield(woken)
                break
            except asyncio.CancelledError:
                if aborted(bound):
                    timer.cancel()
                    raise
            self.deaf = True
            # The cancellation counts all the same, for every timeout within that would convert its own.
            within = []
            for each in enclosing(block):
                if each.expired() and each not in before and not all(follows(inner, each) for inner in within):
                    self.unmapped = "a deadline that only Python would hear of, around a block with one of its own"
                within.append(each)
        t("slept")


def suppressing(node):
    types = [CLASSES[type_] for type_ in node["types"]]
    # They have one type in JavaScript.
    if Foreign in types or asyncio.CancelledError in types:
        types += [Foreign, asyncio.CancelledError]
    return contextlib.suppress(*types)


def make(type_, site):
    return CLASSES[type_]("e%d" % site)


class Manager:
    def __init__(self, machine, node, block):
        self.machine, self.node, self.block = machine, node, block

    async def __aenter__(self):
        t("x%d enter" % self.node["site"])
        await self.machine.all(self.node["enter"], self.block)

    async def __aexit__(self, *details):
        site, end, error = self.node["site"], self.node["end"], details[1]
        told("x%d" % site, *details)
        await self.machine.all(self.node["exit"], self.block)
        t("x%d exit" % site)
        if end["does"] == "raise":
            raise make(end["type"], end["error"])
        if end["does"] == "from":
            raise make(end["type"], end["error"]) from error
        if end["does"] == "again" and error is not None:
            raise error
        return end["does"] == "truthy"
