"""The Python side of the kind "stacks": interprets a program on contextlib's stacks, and on nested with statements.

Where the library departs from contextlib, and documents it, `Stack` says what is expected instead:

- TC39's stacks are disposed from the moment that they begin to unwind, or were moved. They refuse everything then but
  being disposed of again, which does nothing. contextlib's stacks go on, and unwind again.
- A manager that ends its stack while it is being entered is exited at once, told the refusal; contextlib leaves it on
  the stack that has ended.
- `dispose()` by hand is a clean end for all that does not care how the block ended. What requires an outcome, or has an
  [exit] of its own, is told that nobody confirmed it, unless somebody said `ok()`; from then on nothing in the stack, and
  in the stacks that it holds, can suppress.
"""
import contextlib

import harness
from harness import NestedStack, drive, nested, t, told


class UnconfirmedExitError(Exception): pass


CLASSES = {c.__name__: c for c in (harness.ErrorA, harness.ErrorB, harness.ErrorC, harness.ErrorD)}


def answer(program):
    first = Machine(program, False)
    found = first.report()
    # There are no nested with statements for it.
    if first.late or first.blind_within:
        found["lossy"] = True
        hangs = found["outcome"] == "hangs"  # and nothing else says what should have come
        return {"contextlib": found, "nested": None, "skipped": hangs, "features": ["= not compared"] * hangs}
    return {"contextlib": found, "nested": Machine(program, True).report()}


class Stack:
    def __init__(self, machine, is_async, inner=None):
        self.machine, self.is_async = machine, is_async
        if inner is None:
            real = contextlib.AsyncExitStack if is_async else contextlib.ExitStack
            inner = NestedStack() if machine.nested else real()
        self.inner = inner
        self.disposed = self.said = False
        self.holds = []  # the stacks entered in it
        self.within = False  # entered in another

    def live(self):
        if self.disposed:
            raise ReferenceError
        return self.inner

    async def drive(self, body):
        """A with-block of the stack."""
        self.live()
        blind, refused = self.machine.blind, self.machine.refused
        async def block():
            try:
                await body()
            finally:
                self.disposed = True
                self.machine.blind = self.machine.refused = False
        try:
            if self.machine.nested:
                await nested(self.inner, block)
            elif self.is_async:
                async with self.inner:
                    await block()
            else:
                with self.inner:
                    await block()
        finally:
            self.machine.blind, self.machine.refused = blind, refused

    async def close(self):
        if self.disposed:
            return
        self.disposed = True
        blind, refused = self.machine.blind, self.machine.refused
        self.machine.blind, self.machine.refused = not self.said, False
        if not self.said and self.holds:
            self.machine.blind_within = True
        try:
            if self.machine.nested:
                await nested(self.inner, None)
            elif self.is_async:
                await self.inner.aclose()
            else:
                self.inner.close()
        finally:
            self.machine.blind, self.machine.refused = blind, refused

    def move(self):
        moved = Stack(self.machine, self.is_async, self.live().pop_all())
        moved.said, moved.holds = self.said, self.holds
        self.disposed = True
        return moved

    def ok(self):
        self.live()
        self.said = True

    async def leave(self, *details):
        """The exit of the stack as an entry of another."""
        if self.disposed:
            return False
        self.disposed = True
        blind = self.machine.blind
        self.machine.blind = blind and (self.machine.refused or not self.said)  # the blind block is handed on
        try:
            if self.is_async:
                return await self.inner.__aexit__(*details)
            return self.inner.__exit__(*details)
        finally:
            self.machine.blind = blind


class Within(NestedStack):
    """A stack among the entries of a NestedStack: disposed of when its turn comes."""

    def __init__(self, stack):
        super().__init__()
        self.stack = stack

    def unwinding(self):
        stack = self.stack
        if stack.disposed:
            return []
        ended = lambda *details: setattr(stack, "disposed", True)
        # The stack's first entry to be left, so its last.
        return [*stack.inner.unwinding(), harness.Entry(ended)]


class Machine:
    def __init__(self, program, nested):
        self.program, self.nested = program, nested
        self.stacks = {}
        self.unwinding = 0
        self.blind = self.refused = self.late = self.blind_within = False

    def report(self):
        harness.fresh()
        return harness.record(lambda: drive(self.all(self.program["ops"])))

    async def all(self, ops):
        for op in ops:
            await self.one(op)

    async def one(self, node):
        op = node["op"]
        if op == "raise":
            raise make(node["type"], node["site"])
        if op == "try":
            error = None
            try:
                await self.all(node["body"])
            except Exception as e:
                error = e
            if error is not None:
                harness.caught("try%d" % node["site"], error, True)
            return
        if op == "new":
            self.stacks[node["s"]] = Stack(self, node["async"])
            return
        stack = self.stacks.get(node["s"])
        if stack is None:
            return t("no stack %d" % node["s"])
        # A stack that is an entry of one that unwinds: nested with statements have entered all that it holds.
        if self.unwinding and stack.within:
            self.late = True
        try:
            done = await self.operate(op, node, stack)
        except ReferenceError:
            return t("%s %d refused" % (op, node["s"]))
        t("%s %d" % (op, node["s"]) + ("" if done is None else " " + done))

    async def operate(self, op, node, stack):
        if op == "with":
            await stack.drive(lambda: self.all(node["body"]))
        elif op == "dispose":
            await stack.close()
        elif op == "move":
            self.stacks[node["to"]] = stack.move()
            return "to %d" % node["to"]
        elif op == "ok":
            stack.ok()
        elif op in ("nest", "enterMoved"):
            inner = Stack(self, node["async"]) if op == "nest" else self.stacks.get(node["to"])
            if inner is None:
                return "nothing"
            stack.live()
            inner.live()
            self.place(stack, inner)
            if op == "nest":
                self.stacks[node["to"]] = inner
        else:
            return await self.register(op, stack, node["e"])

    def place(self, stack, inner):
        if inner.within:
            self.late = True  # two stacks would unwind it
        stack.holds.append(inner)
        inner.within = True
        if self.nested:
            stack.inner.entries.append(Within(inner))
        elif inner.is_async:
            stack.inner.push_async_exit(inner.leave)
        else:
            stack.inner.push(lambda *details: drive(inner.leave(*details)))

    async def register(self, op, stack, e):
        inner = stack.live()
        if op in ("enter", "enterSync"):
            t("x%d enter" % e["id"])
            await self.all(e["enter"])
            exit = self.exit_of(e)
            if stack.disposed:
                try:
                    raise ReferenceError
                except ReferenceError as late:
                    result = exit(ReferenceError, late, late.__traceback__)
                    if e["async"]:
                        await result
                    raise
            self.push(stack, e, exit)
            return "v%d" % e["id"]
        if op in ("exit", "exitManager"):
            self.push(stack, e, self.exit_of(e))
        elif op == "adopt":
            self.push(stack, e, self.callback(e, " with a%d" % e["id"]))
            return "a%d" % e["id"]
        elif op == "aware":
            self.push(stack, e, self.asking(e, self.exit_of(e)))
        elif op in ("defer", "use"):
            self.push(stack, e, self.callback(e))
        else:
            self.push(stack, e, self.only_if(e, op == "deferOnError"))

    def push(self, stack, e, exit):
        async def persisting(*details):
            result = exit(*details)
            result = await result if e["async"] else result
            return False if self.blind and self.refused else result
        (stack.inner.push_async_exit if e["async"] else stack.inner.push)(in_kind(e, persisting))

    def exit_of(self, e):
        async def exit(*details):
            told("x%d" % e["id"], *details)
            return await self.finish(e, details[1])
        return in_kind(e, exit)

    def callback(self, e, text=""):
        async def exit(*details):
            t("x%d called%s" % (e["id"], text))
            await self.finish(e, None)
        return in_kind(e, exit)

    def asking(self, e, exit):
        async def call(*details):
            result = exit(*details)
            return await result if e["async"] else result
        async def ask(*details):
            if details[0] is None and self.blind:
                # Nobody said how the block ended: from here on it has failed.
                try:
                    raise UnconfirmedExitError
                except UnconfirmedExitError as refusal:
                    self.refused = True
                    await call(UnconfirmedExitError, refusal, refusal.__traceback__)
                    raise
            return await call(*details)
        return in_kind(e, ask)

    def only_if(self, e, failed):
        async def exit(*details):
            if details[0] is None and self.blind:
                # Nobody said how the block ended: from here on it has failed.
                try:
                    raise UnconfirmedExitError
                except UnconfirmedExitError:
                    self.refused = True
                    if failed:
                        t("x%d called" % e["id"])
                        await self.finish(e, None)
                    raise
            if (details[0] is not None) == failed:
                t("x%d called" % e["id"])
                await self.finish(e, None)
        return in_kind(e, exit)

    async def finish(self, e, told):
        self.unwinding += 1
        try:
            await self.all(e["exit"])
        finally:
            self.unwinding -= 1
        end = e["end"]
        if "raise" in end:
            error = make(end["raise"], end["site"])
            if end.get("from") and told is not None:
                raise error from told
            raise error
        if end.get("again") and told is not None:
            raise told
        return end.get("result", False)


def in_kind(e, coroutine_function):
    if e["async"]:
        return coroutine_function
    return lambda *details: drive(coroutine_function(*details))


def make(type_, site):
    return CLASSES[type_]("e%d" % site)
