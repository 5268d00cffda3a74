"""What was computed lately, kept for when it is asked for again."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")


class Recent(Generic[KeyT, ValueT]):
    """The values that were used last, as many as there is room for. Safe to use from several threads.

    Args:
        room: For so much.
        size: How much of it a value takes; each takes one if that is left out.
    """

    def __init__(self, room: int, size: Callable[[ValueT], int] = lambda _: 1) -> None:
        self._room, self._size = room, size
        self._taken = 0
        self._values: OrderedDict[KeyT, ValueT] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: KeyT) -> ValueT | None:
        """The value that was kept for a key, if it still is."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def keep(self, key: KeyT, value: ValueT) -> None:
        """Keep a value; those that were not used for longest make room for it."""
        with self._lock:
            if key in self._values:
                self._taken -= self._size(self._values.pop(key))
            self._values[key] = value
            self._taken += self._size(value)
            while self._taken > self._room:
                self._taken -= self._size(self._values.popitem(last=False)[1])
