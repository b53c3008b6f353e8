# S21 in Python. Its threads cannot be stopped: where that is needed, a pool of processes stands for them.
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def search():
    while True:
        pass


class RangeError(Exception):
    pass


def close():
    return ThreadPoolExecutor(2)


@contextmanager
def stop_on_error():
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        try:
            yield pool
        except Exception:
            for process in active_children():
                process.kill()
            raise


def show(title, open_pool, body):
    print(title)
    try:
        with open_pool() as pool:
            body(pool)
    except RangeError as error:
        print("  the caller got:", repr(error))
    print("  threads left:", threading.active_count() - 1 + len(active_children()))


def print_later(future):
    future.add_done_callback(lambda future: print("  fibonacci:", future.result()))


def succeeding(pool):
    print("  fibonacci:", *pool.map(fibonacci, [10, 15, 20]))


def early(pool):
    print_later(pool.submit(fibonacci, 27))
    print("  block ends")


def failing(pool):
    print_later(pool.submit(fibonacci, 27))
    raise RangeError("too many")


def endless(pool):
    print("  fibonacci:", pool.submit(fibonacci, 10).result())
    pool.submit(search).add_done_callback(lambda future: print("  the search was stopped"))
    raise RangeError("too many")


if __name__ == "__main__":
    show("the block succeeds", close, succeeding)
    show("the block ends before its task", close, early)
    show("the block fails", close, failing)
    show("the block fails, its task would never end", stop_on_error, endless)
