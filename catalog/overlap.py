"""Stages that overlap: generators run in threads, a bounded number of items ahead, failing and stopping as one."""

import queue
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

_RETRY = 0.1  # seconds after which a full queue looks whether anyone still reads it


@dataclass(frozen=True)
class _End:
    """The last thing in a queue: the items are at their end, or broke off with an error."""

    error: BaseException | None


def in_background(
    items: Iterable[ItemT], depth: int, *, idle: Callable[[], object] | None = None, every: float = 0.25
) -> Generator[ItemT, None, None]:
    """Produce items in a thread of its own, at most `depth` of them ahead of the reader.

    An error in the thread is raised here. When this generator is closed, the thread stops after the item it is at,
    closes `items` and is waited for.

    Args:
        items: What to produce.
        depth: How many may wait.
        idle: Called in the reader's thread while it waits, every `every` seconds; what it raises is raised here.
        every: Seconds.
    """
    ready: queue.Queue[ItemT | _End] = queue.Queue(depth)
    stopped = threading.Event()
    thread = threading.Thread(target=_produce, args=(items, ready, stopped), name="import-stage", daemon=True)
    thread.start()
    try:
        while True:
            try:
                item = ready.get(timeout=every if idle else None)
            except queue.Empty:
                if idle:
                    idle()
                continue
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item
    finally:
        stopped.set()
        thread.join()


def _produce(items: Iterable[ItemT], ready: "queue.Queue[ItemT | _End]", stopped: threading.Event) -> None:
    end = _End(None)
    try:
        try:
            for item in items:
                if not _offer(item, ready, stopped):
                    break
        finally:
            close(items)
    except BaseException as error:  # whatever it is, the reader must hear of it
        end = _End(error)
    _offer(end, ready, stopped)


def _offer(item: ItemT | _End, ready: "queue.Queue[ItemT | _End]", stopped: threading.Event) -> bool:
    while not stopped.is_set():
        try:
            ready.put(item, timeout=_RETRY)
        except queue.Full:
            continue
        return True
    return False


def in_parallel(
    function: Callable[[ItemT], ResultT], items: Iterable[ItemT], workers: int, depth: int
) -> Generator[ResultT, None, None]:
    """Apply a function in several threads; results come in the order of the items, at most `depth` of them ahead.

    An error is raised in the place of its result; items that were begun are then finished and forgotten.
    """
    running: deque[Future[ResultT]] = deque()
    with ThreadPoolExecutor(workers, thread_name_prefix="import-worker") as pool:
        try:
            for item in items:
                running.append(pool.submit(function, item))
                if len(running) >= depth:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        finally:
            for future in running:
                future.cancel()
            close(items)


def close(items: object) -> None:
    """Close a generator, so that the stages behind it stop now and not when they are collected."""
    closing = getattr(items, "close", None)
    if closing is not None:
        closing()
