"""An asyncio event loop in virtual time: timers fire as soon as nothing else can happen, at the time they are set for.

A selector that would wait advances the clock to the next timer instead. Timers of the same instant fire one by one, in
the order in which they were set, and what follows from one has happened before the next one fires, as in JavaScript.
(asyncio takes all timers that are due in one turn of the loop. With `together` this loop does.)
"""
import asyncio
import heapq

START = 1000


class VirtualLoop(asyncio.BaseEventLoop):
    def __init__(self, together):
        super().__init__()
        self.together = together
        self.now = START
        self.timers = []
        self.made = 0
        self.ties = 0
        self._selector = self

    def time(self):
        return self.now

    def call_at(self, when, callback, *args, context=None):
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        self.made += 1
        heapq.heappush(self.timers, (max(when, self.now), self.made, handle))
        return handle

    def call_soon(self, callback, *args, context=None):
        # A deadline that has passed is one of this instant's timers, as it is in JavaScript.
        if not self.together and isinstance(getattr(callback, "__self__", None), asyncio.Timeout):
            return self.call_at(self.now, callback, *args, context=context)
        return super().call_soon(callback, *args, context=context)

    def select(self, timeout):
        """The selector's: there is nothing to wait for but timers."""
        if timeout is not None:
            return []  # something is ready
        found = False
        while self.timers:
            when, _, handle = self.timers[0]
            if found and (handle.cancelled() or when == self.now):
                self.ties += not handle.cancelled()
            if found and (when > self.now or not self.together):
                break
            heapq.heappop(self.timers)
            if not handle.cancelled():
                self.now, found = when, True
                self._ready.append(handle)
        if not found:
            raise RuntimeError("the program waits for nothing")
        return []

    def _timer_handle_cancelled(self, handle):
        pass

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass
