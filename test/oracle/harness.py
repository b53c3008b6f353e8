"""The Python side of the oracle: reads programs from stdin, a JSON object a line, and answers a line each.

A request is {"id", "contextlib", "nested"}: the same program with CPython's own stacks, and (null if it has
no stacks) with `nested` below; or {"id", "kind", "program"}, a program that the module of that name interprets.
An answer is {"id", "contextlib", "nested"} of reports: events, outcome, chains, lossy, keptJumps. The first line
written says which Python this is.
"""
import contextlib
import gc
import importlib
import json
import signal
import sys
import warnings


# ---- what programs call

class Names:
    def __getattr__(self, name):
        return None


class ErrorA(Exception): pass
class ErrorB(ErrorA): pass
class ErrorC(Exception): pass
class ErrorD(ErrorB): pass


class Run:
    """What one run of one program leaves behind."""

    def __init__(self):
        self.events, self.chains, self.lossy, self.hangs = [], [], False, False
        self.kept_jumps = 0
        self.numbers, self.counts, self.shared, self.kept = {}, {}, {}, []
        # By id: what an error stands for, and the errors that it leads to in place of its context and cause.
        self.same, self.links = {}, {}
        self.stamp = lambda: ""


run = Run()
SPECIAL = {}  # the names of errors that have no name of their own
v = Names()
E = {}


def t(text):
    run.events.append(text + run.stamp())


def told(who, type_, exc, tb):
    none = type_ is None
    if none != (exc is None) or none != (tb is None) or not none and type_ is not type(exc):
        t(who + " told three arguments that do not fit")
    t(who + " told " + name(exc))


def name(e):
    """An error as both languages print it: TypeErrors by class only, generator errors by their first words."""
    if e is None:
        return "none"
    if isinstance(e, BaseExceptionGroup):
        kind = "Group" if type(e) is ExceptionGroup else type(e).__name__
        return "%s:%s[%s]" % (kind, e.message, " ".join(map(name, e.exceptions)))
    if type(e) in SPECIAL:
        return SPECIAL[type(e)]
    text = str(e)
    if isinstance(e, TypeError):
        return "TypeError"
    if type(e) is RuntimeError:
        for start in ("generator didn't yield", "generator didn't stop", "generator ignored GeneratorExit"):
            if start in text.replace("async generator", "generator"):
                text = start
    return type(e).__name__ + ":" + text


def chain(e):
    """The display chain: the error, then its __cause__, then its __context__, depth first, no repeats."""
    errors = walk(e)
    # aclose() raises a GeneratorExit that forgets what is being handled; close() does not.
    if any(isinstance(x, GeneratorExit) and x.__context__ is None for x in errors):
        run.lossy = True
    return [name(x) for x in errors if not isinstance(x, (StopIteration, StopAsyncIteration, GeneratorExit))]


def walk(e):
    found, todo = [], [e]
    while todo:
        e = todo.pop()
        while id(e) in run.same:
            e = run.same[id(e)]
        if e is None or any(e is x for x in found):
            continue
        found.append(e)
        todo += run.links.get(id(e)) or [e.__context__, e.__cause__]
    return found


def caught(who, e, comparable):
    t(who + " caught " + name(e))
    if comparable:
        run.chains.append(chain(e))


def show(value):
    if value is None:
        return "none"
    return value if isinstance(value, str) else getattr(value, "tag", "object")


def mk(cls, site):
    run.numbers[site] = run.numbers.get(site, 0) + 1
    E[site] = cls("e%d.%d" % (site, run.numbers[site]))
    return E[site]


def chained(error, cause):
    error.__cause__ = cause
    return error


def again(e):
    """Raising an error again while another is handled overwrites its __context__: a chain is lost."""
    handled = sys.exc_info()[1]
    if handled is not None and e is not handled and e.__context__ is not None and e.__context__ is not handled:
        run.lossy = True
    return e


def older(site):
    """
    The last error made at `site`. JavaScript raises it bare, with its causes: Python must know no more, of it
    or of them. (A cause may be the newest of several errors; JavaScript keeps the others in a SuppressedError.)
    """
    e, handled = E[site], sys.exc_info()[1]
    if e is not handled:
        causes = [e]
        while causes[-1].__cause__ is not None and causes[-1].__cause__ not in causes:
            causes.append(causes[-1].__cause__)
        more = e.__context__ is not None or len(walk(e)) > len(causes)
        if more or handled is not None and not any(e is x for x in walk(handled)):
            run.lossy = True
    return e


def nth(site):
    run.counts[site] = run.counts.get(site, -1) + 1
    return run.counts[site]


def shared(key, cls):
    if key not in run.shared:
        run.shared[key] = cls()
    return run.shared[key]


def kept(stack):
    """Keeps a stack alive to the end: collecting its generators would run their finally clauses."""
    run.kept.append(stack)
    return stack


def take(key):
    stack = getattr(v, key)
    setattr(v, key, None)
    return stack


def only_if(failed, callback):
    def exit(type_, exc, tb):
        if (type_ is not None) == failed:
            callback()
    return exit


def async_only_if(failed, callback):
    async def exit(type_, exc, tb):
        if (type_ is not None) == failed:
            await callback()
    return exit


def ignoring(callback, *args):
    """A callback as an exit whose result is ignored."""
    def exit(*told):
        callback(*args)
    return exit


def async_ignoring(callback, *args):
    async def exit(*told):
        await callback(*args)
    return exit


class Jump:
    """The jump that left the body of a scope, kept while its resources exit."""
    jump = None

    def after(self, returned):
        # A pending return that did not arrive was abandoned by a with statement that suppressed an exit's error.
        if self.jump is not None and not returned:
            run.kept_jumps += 1
        return self.jump


class Tick:
    def __await__(self):
        yield


contextlib.ExitStack.tag = contextlib.AsyncExitStack.tag = "stack"


# ---- stacks as real nested with statements

class Entry:
    def __init__(self, exit):
        self.exit = exit

    def __enter__(self):
        pass

    def __exit__(self, *told):
        return self.exit(*told)


class AsyncEntry(Entry):
    __enter__ = __exit__ = None

    async def __aenter__(self):
        pass

    def __aexit__(self, *told):
        return self.exit(*told)


def no_exit(*told):
    raise AssertionError


class NestedStack:
    """Collects entries; `nested` unwinds them."""
    tag = "stack"

    def __init__(self):
        kept(self)
        self.entries = []

    def enter_context(self, cm):
        if isinstance(cm, NestedStack):
            self.entries.append(cm)
            return cm
        enter, exit = getattr(type(cm), "__enter__", None), getattr(type(cm), "__exit__", None)
        if enter is None or exit is None:
            raise TypeError
        value = enter(cm)
        self.entries.append(Entry(exit.__get__(cm)))
        return value

    async def enter_async_context(self, cm):
        if isinstance(cm, NestedStack):
            self.entries.append(cm)
            return cm
        enter, exit = getattr(type(cm), "__aenter__", None), getattr(type(cm), "__aexit__", None)
        if enter is None or exit is None:
            raise TypeError
        value = await enter(cm)
        self.entries.append(AsyncEntry(exit.__get__(cm)))
        return value

    def push(self, exit):
        self.entries.append(Entry(getattr(exit, "__exit__", exit)))

    def push_async_exit(self, exit):
        self.entries.append(AsyncEntry(getattr(exit, "__aexit__", exit)))

    def callback(self, callback, *args):
        self.push(ignoring(callback, *args))

    def push_async_callback(self, callback, *args):
        self.push_async_exit(async_ignoring(callback, *args))

    def pop_all(self):
        moved = NestedStack()
        moved.entries, self.entries = self.entries, []
        return moved

    def unwinding(self):
        """The entries, those of stacks within included, outermost first; the stacks are empty then."""
        entries, self.entries = self.entries, []
        return [e for x in entries for e in (x.unwinding() if isinstance(x, NestedStack) else [x])]


def reraise(error):
    """Raises an error as a bare `raise` would: its __context__ stays."""
    context = error.__context__
    try:
        raise error
    except BaseException:
        error.__context__ = context
        raise


def nested_sync(stack, body):
    """`with` of all the stack's entries around the body. Gives the body's jump, or None if suppressed."""
    jump = error = None
    try:
        jump = body() if body else None
    except BaseException as e:
        error = e
    def within(entries):
        if entries:
            with entries[0]:
                within(entries[1:])
        elif error is not None:
            reraise(error)
    within(stack.unwinding())
    return jump


async def nested(stack, body):
    """The same as `nested_sync` in async code, for entries of both kinds."""
    jump = error = None
    try:
        jump = await body() if body else None
    except BaseException as e:
        error = e
    async def within(entries):
        if not entries:
            if error is not None:
                reraise(error)
        elif isinstance(entries[0], AsyncEntry):
            async with entries[0]:
                await within(entries[1:])
        else:
            with entries[0]:
                await within(entries[1:])
    await within(stack.unwinding())
    return jump


# ---- running

GLOBALS = {
    **{f.__name__: f for f in (
        t, told, name, caught, show, mk, chained, again, older, nth, shared, kept, take, only_if, async_only_if,
        ignoring, async_ignoring, Jump, Entry, AsyncEntry, ErrorA, ErrorB, ErrorC, ErrorD, NestedStack, nested, nested_sync,
        contextlib.contextmanager, contextlib.asynccontextmanager, contextlib.suppress, contextlib.closing,
        contextlib.aclosing, contextlib.nullcontext, contextlib.ExitStack, contextlib.AsyncExitStack,
    )},
    "tick": Tick,
}


def report(source):
    fresh()
    scope = {**GLOBALS, "v": v, "E": E}
    exec(compile(source, "<program>", "exec"), scope)
    def main():
        value = scope["main"]()
        return drive(value) if hasattr(value, "send") else value
    return record(main)


def fresh():
    global run, v
    # Letting go of the last program may close its generators, which write events: to a run of their own.
    run, v = Run(), Names()
    E.clear()
    run = Run()
    return run


def record(main):
    """Runs a program into `run`."""
    # contextlib looks for the end of a __context__ chain, and never finds that of a cycle.
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.5, 0.5)
    try:
        outcome = "returned " + show(main())
    except BaseException as e:
        outcome = "raised " + name(e)
        run.chains.append(chain(e))
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    if run.hangs:
        outcome, run.stamp = "hangs", lambda: ""
    # A copy: what is collected later may still write events.
    return {"events": list(run.events), "outcome": outcome + run.stamp(), "chains": run.chains, "lossy": run.lossy,
            "keptJumps": run.kept_jumps}


class Hang(BaseException):
    pass


def hang(*_):
    run.hangs = True  # whatever the program makes of the error
    raise Hang


def drive(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value


def closes_generators():
    """Whether contextlib closes a generator that yields twice (3.11.3 and later)."""
    closed = []
    def generator():
        try:
            yield
            yield
        finally:
            closed.append(True)
    manager = contextlib.contextmanager(generator)()
    keep = manager.gen
    try:
        with manager:
            pass
    except RuntimeError:
        pass
    return bool(closed) and keep is not None


def main():
    warnings.simplefilter("ignore")
    sys.modules["harness"] = sys.modules["__main__"]  # for the modules of other kinds
    sys.unraisablehook = lambda unraisable: None
    sys.setrecursionlimit(5000)
    # Generators must not be collected in the middle of a program.
    gc.disable()
    signal.signal(signal.SIGVTALRM, hang)
    write({"python": sys.version.split()[0], "closesGenerators": closes_generators()})
    for number, line in enumerate(sys.stdin):
        request = json.loads(line)
        answer = {"id": request["id"]}
        if "kind" in request:
            answer |= importlib.import_module(request["kind"]).answer(request["program"])
        else:
            for way in ("contextlib", "nested"):
                answer[way] = report(request[way]) if request[way] else None
        write(answer)
        if number % 100 == 99:
            gc.collect()


def write(answer):
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
