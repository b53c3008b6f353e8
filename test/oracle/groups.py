"""The Python side of the kind "groups": a block raises a tree of errors through managers.

What is left of a group is known here by where it came from, its context; in the library by its cause (`Suppress`).
CPython also copies a group of which nothing was suppressed. The library leaves it alone.
"""
import contextlib
import itertools

import harness
from harness import told


class GroupS(ExceptionGroup):
    def derive(self, members):
        """What is left of a group is a plain one; one that nothing was taken of stays as it is in the library."""
        whole = all(a is b for a, b in itertools.zip_longest(leaves(self.exceptions), leaves(members)))
        return (GroupS if whole else ExceptionGroup)(self.message, members)


def leaves(errors):
    for e in errors:
        if isinstance(e, ExceptionGroup):
            yield from leaves(e.exceptions)
        else:
            yield e


CLASSES = {c.__name__: c for c in (
    harness.ErrorA, harness.ErrorB, harness.ErrorC, harness.ErrorD, RuntimeError, TypeError, Exception, GroupS)}
CLASSES["Group"] = ExceptionGroup


def answer(program):
    return {"contextlib": report(program, False), "nested": report(program, True)}


def report(program, nested):
    run = harness.fresh()
    made = {}

    def error(node):
        site = node["site"]
        if site not in made:
            type_ = CLASSES[node["type"]]
            if "members" in node:
                made[site] = type_("e%d" % site, [error(each) for each in node["members"]])
            else:
                made[site] = type_("e%d" % site)
            if node.get("cause"):
                made[site].__cause__ = error(node["cause"])
        return made[site]

    def manager(node):
        if node["m"] == "suppress":
            return Suppress(*[CLASSES[name] for name in node["types"]])
        return Manager(node, error)

    def body():
        raise error(program["tree"])

    def within(managers):
        if not managers:
            body()
        with managers[0]:
            within(managers[1:])

    def main():
        managers = [manager(node) for node in program["managers"]]
        if nested:
            within(managers)
        else:
            with contextlib.ExitStack() as stack:
                for each in managers:
                    stack.enter_context(each)
                body()
        harness.t("after")

    return harness.record(main)


class Suppress(contextlib.suppress):
    def __exit__(self, type_, error, tb):
        try:
            return super().__exit__(type_, error, tb)
        except BaseExceptionGroup as rest:
            if error.split(self._exceptions)[0] is None:
                harness.run.same[id(rest)] = error
            else:
                harness.run.links[id(rest)] = [error]
            harness.run.kept.append(rest)
            raise


class Manager:
    def __init__(self, node, error):
        self.node, self.error = node, error

    def __enter__(self):
        pass

    def __exit__(self, *details):
        node, exc = self.node, details[1]
        told("x%d" % node["site"], *details)
        does = node["does"]
        if does == "result":
            return node["result"]
        if does in ("raise", "group"):
            raise self.error(node["error"])
        if exc is None:
            return False
        if does == "again":
            raise exc
        if does == "wrap":
            raise ExceptionGroup("e%d" % node["site"], [exc])
        raise self.error(node["error"]) from exc
