"""Queries about a merchant's products, with what their right answers must have."""

import random
from collections.abc import Callable, Iterator, Sequence

from training.corpus import LOOK, Kind, Query, Split
from training.merchant.facts import Facts, without
from training.merchant.lexicon import Lexicon
from training.merchant.pairs import Pair
from training.merchant.wording import Said, Wording

LEARNED_WORDINGS, JUDGED_WORDINGS = 4, 2  # of each product and pair
OF_ANOTHER_DESIGN = ", another design"
"""Ends the edit of a composed query between products that are only alike."""

_DESIGN = "design" + LOOK


class Asking:
    """Asks for products in every way.

    Args:
        facts: What is known of every product, see `training.merchant.facts.corpus_facts`.
        compared: What every product is compared by.
        lexicon: What values are called.
        seed: Decides every wording.
    """

    def __init__(self, facts: Sequence[Facts], compared: Sequence[Facts], lexicon: Lexicon, seed: int = 0) -> None:
        self._facts = facts
        self._compared = compared
        self._lexicon = lexicon
        self._seed = seed
        self._looks = tuple(sorted({name for each in facts for name in each if name.endswith(LOOK)}))
        self._refused: set[tuple[str, str]] = set()

    def queries(self, split: Split, rows: Sequence[int], pairs: Sequence[Pair]) -> dict[Kind, list[Query]]:
        """Every kind of query about the products of a split.

        Args:
            split: Decides from which forms of words is drawn: those of the training split are no others' but theirs.
            rows: Its products.
            pairs: Which of them differ in a thing or two.
        """
        learned = split == "train"
        wording = Wording(self._lexicon, random.Random(f"{self._seed} {split}"), judged=not learned)
        times = LEARNED_WORDINGS if learned else 1
        return {
            "photo": [Query("photo", row, None, row, self._looks) for row in rows],
            "words": list(self._in_words(rows, wording, times, self._words)),
            "composed": list(self._composed(pairs, wording, LEARNED_WORDINGS if learned else JUDGED_WORDINGS)),
            "both": list(self._in_words(rows, wording, times, self._both)),
        }

    def marked(self, row: int) -> dict[str, str]:
        """The facts of a product, and which of the values that queries refuse it does not have."""
        facts = dict(self._facts[row])
        for attribute, value in sorted(self._refused):
            if (attribute == "gemstone" or attribute in facts) and facts.get(attribute) != value:
                facts[without(attribute, value)] = "yes"
        return facts

    def _in_words(
        self, rows: Sequence[int], wording: Wording, times: int, make: Callable[[int, Said], Query]
    ) -> Iterator[Query]:
        for row in rows:
            texts = set()
            for _ in range(times):
                said = wording.phrase(self._facts[row])
                if said is not None and said.text not in texts:
                    texts.add(said.text)
                    yield make(row, said)

    def _words(self, row: int, said: Said) -> Query:
        return Query("words", None, said.text, row, said.named)

    def _both(self, row: int, said: Said) -> Query:
        return Query("both", row, said.text, row, tuple(dict.fromkeys((*self._looks, *said.named))))

    def _composed(self, pairs: Sequence[Pair], wording: Wording, times: int) -> Iterator[Query]:
        for pair in pairs:
            texts = set()
            for _ in range(times):
                said = wording.edit(self._compared[pair.before], self._compared[pair.after], pair.changes)
                if said is not None and said.text not in texts:
                    texts.add(said.text)
                    yield self._edit(pair, said)

    def _edit(self, pair: Pair, said: Said) -> Query:
        if said.left_open:
            self._refused.add((pair.changes[0], self._compared[pair.before][pair.changes[0]]))
        open_looks = {name + LOOK for name in said.left_open} | (set() if pair.same_design else {_DESIGN})
        columns = (*(name for name in self._looks if name not in open_looks), *said.named)
        edit = " and ".join(pair.changes) + ("" if pair.same_design else OF_ANOTHER_DESIGN)
        return Query("composed", pair.before, said.text, pair.after, columns, edit)
