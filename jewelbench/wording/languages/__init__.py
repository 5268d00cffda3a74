"""Phrases, edits and titles in German, French, Spanish, Hindi and Chinese.

Only the test asks in these languages, so their templates have no training side.
"""

import random
from collections.abc import Mapping

from jewelbench.specs.edits import Edit
from jewelbench.specs.spec import Spec
from jewelbench.wording.faults import Text
from jewelbench.wording.languages.base import Language
from jewelbench.wording.languages.de import German
from jewelbench.wording.languages.es import Spanish
from jewelbench.wording.languages.fr import French
from jewelbench.wording.languages.hi import Hindi
from jewelbench.wording.languages.zh import Chinese
from jewelbench.wording.phrases import Phrase

LANGUAGES: Mapping[str, Language] = {
    "de": German(), "fr": French(), "es": Spanish(), "hi": Hindi(), "zh": Chinese(),
}  # fmt: skip


def phrase(spec: Spec, language: str, rng: random.Random) -> Phrase:
    """What a shopper might type in a language, by its two-letter code, to find a design."""
    return LANGUAGES[language].phrase(spec, rng)


def edit_text(edit: Edit, language: str, rng: random.Random) -> str:
    """Words in a language, by its two-letter code, that change a piece into an edit's target."""
    return LANGUAGES[language].edit_text(edit, rng)


def title(spec: Spec, language: str, rng: random.Random) -> Text:
    """A merchant's title in a language, by its two-letter code."""
    return LANGUAGES[language].title(spec, rng)
