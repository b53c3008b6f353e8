# S16 in Python.
import asyncio


class Method:
    """A method whose look-up shows."""

    def __init__(self, function):
        self.function = function

    def __get__(self, instance, owner):
        print(f"2. {self.function.__name__} is looked up")
        return self.function.__get__(instance, owner)


class Manager:
    def __init__(self):
        print("1. the expression makes the manager")

    @Method
    async def __aenter__(self):
        print("3. __aenter__ is called and awaited")
        return "value"

    @Method
    async def __aexit__(self, exc_type, error, tb):
        told = (exc_type and exc_type.__name__, repr(error), tb and "traceback")
        print("5. __aexit__ is called and awaited, told", *told)


class BodyError(Exception):
    pass


async def main():
    async with Manager() as value:
        print("4. the block runs with", value)
    print("after the block")

    try:
        async with Manager() as value:
            print("4. the block runs with", value)
            raise BodyError("from the block")
    except BodyError as error:
        print("after the block:", repr(error))


asyncio.run(main())
