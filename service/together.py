"""Puts what several threads ask for at the same moment into one piece of work."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

AskedT = TypeVar("AskedT")
AnswerT = TypeVar("AnswerT")


class Together(Generic[AskedT, AnswerT]):
    """Lets threads share work that costs less for several at once, such as an encoder's.

    Who finds a worker free begins at once, alone if nobody else waits: a lone request is never held up for others. Who
    comes meanwhile waits, and those that wait are shared out evenly among the workers as they become free. So the
    busier it is, the more is done together.

    Args:
        work: Answers several at once, in their order; runs in the thread of one of those who ask.
        most: How many it is given at a time.
        workers: How many pieces of work may go on at the same time.
    """

    def __init__(self, work: Callable[[Sequence[AskedT]], Sequence[AnswerT]], most: int, workers: int = 1) -> None:
        self._work, self._most = work, most
        self._workers = self._free = workers
        self._lock = threading.Lock()
        self._waiting: deque[_Entry[AskedT, AnswerT]] = deque()  # empty while a worker is free

    def __call__(self, asked: AskedT) -> AnswerT:
        """The answer; an error of the work reaches everyone that it was done for."""
        mine = _Entry[AskedT, AnswerT](asked)
        with self._lock:
            self._waiting.append(mine)
            if self._free:
                self._free -= 1
                self._hand_out()
        mine.woken.acquire()
        if mine.batch:
            self._answer(mine.batch)
        if mine.error is not None:
            raise mine.error
        return mine.answers[0]

    def _hand_out(self) -> None:
        """Let the first of those who wait answer an even share of them; only that one is woken."""
        share = min(self._most, -(-len(self._waiting) // self._workers))
        batch = [self._waiting.popleft() for _ in range(share)]
        batch[0].batch = batch
        batch[0].woken.release()

    def _answer(self, batch: "Sequence[_Entry[AskedT, AnswerT]]") -> None:
        try:
            answers = self._work([entry.asked for entry in batch])
            for entry, answer in zip(batch, answers, strict=True):
                entry.answers.append(answer)
        except BaseException as error:
            for entry in batch:
                entry.error = error
        finally:
            with self._lock:
                if self._waiting:
                    self._hand_out()
                else:
                    self._free += 1
            for entry in batch[1:]:
                entry.woken.release()


class _Entry(Generic[AskedT, AnswerT]):
    """Something asked, and what came of it.

    Attributes:
        batch: What the one who asks is to answer, itself first; empty if somebody else does it.
        woken: Held until there is such a batch, or the answer.
    """

    def __init__(self, asked: AskedT) -> None:
        self.asked = asked
        self.answers: list[AnswerT] = []
        self.error: BaseException | None = None
        self.batch: Sequence[_Entry[AskedT, AnswerT]] = ()
        self.woken = threading.Lock()
        self.woken.acquire()
