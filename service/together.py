"""Puts what several threads ask for at the same moment into one piece of work."""

import threading
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
        self._changed = threading.Condition()
        self._waiting: list[_Entry[AskedT, AnswerT]] = []

    def __call__(self, asked: AskedT) -> AnswerT:
        """The answer; an error of the work reaches everyone that it was done for."""
        mine = _Entry[AskedT, AnswerT](asked)
        with self._changed:
            self._waiting.append(mine)
        while (batch := self._taken(mine)) is not None:
            self._answer(batch)
        if mine.error is not None:
            raise mine.error
        return mine.answers[0]

    def _taken(self, mine: "_Entry[AskedT, AnswerT]") -> "list[_Entry[AskedT, AnswerT]] | None":
        """What to work on now; None once the answer is there."""
        with self._changed:
            self._changed.wait_for(lambda: mine.done or (self._free and not mine.taken))
            if mine.done:
                return None
            self._free -= 1
            share = min(self._most, -(-len(self._waiting) // self._workers))
            batch, self._waiting = self._waiting[:share], self._waiting[share:]
            for entry in batch:
                entry.taken = True
            return batch

    def _answer(self, batch: "Sequence[_Entry[AskedT, AnswerT]]") -> None:
        try:
            answers = self._work([entry.asked for entry in batch])
            for entry, answer in zip(batch, answers, strict=True):
                entry.answers.append(answer)
        except BaseException as error:
            for entry in batch:
                entry.error = error
        finally:
            with self._changed:
                for entry in batch:
                    entry.done = True
                self._free += 1
                self._changed.notify_all()


class _Entry(Generic[AskedT, AnswerT]):
    """Something asked, and what came of it."""

    def __init__(self, asked: AskedT) -> None:
        self.asked = asked
        self.answers: list[AnswerT] = []
        self.error: BaseException | None = None
        self.taken = self.done = False
