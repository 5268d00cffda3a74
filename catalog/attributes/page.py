"""The page `docs/vocabulary.md`, made from the data files: `python -m catalog.attributes.page > docs/vocabulary.md`."""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from catalog.attributes.word_lists import data

_INTRODUCTION = """# The vocabulary

<!-- Made by `python -m catalog.attributes.page > docs/vocabulary.md`; words: catalog/attributes/vocabulary/ -->

Filters need one word for one thing. Merchants write "925", "Sterling", "Argent massif" and "серебро"; Loupe reads
all of them as **silver**. This page says how it decides and lists every word that it knows.

## How it decides

Each attribute is taken from the first source that says something, in this order of trust:

1. the attribute's own cell;
2. the title;
3. other columns whose names tell what they are about ("Material", "Farbe", "Jewelry material", "Ring size"), then
   tags;
4. the description, of which the first 2,000 characters are read.

**What stood in the merchant's own cell is kept** in `own_words`, untouched, wherever it is not the canonical word
itself. If a cell holds words that the vocabulary does not know, the attribute is the merchant's own text, in lower
case and on one line. A category that is not known ("Hardware > Handrails") gives way to the title, and so do a metal of
"Precious metal" or "See description" and a purity of "Hallmarked".

- The longest known phrase wins: "white gold" is no gold of unsaid colour, "emerald cut" no emerald. Case, accents
  and hyphens do not matter. Compounds of German and its kin are taken apart ("Weißgoldverlobungsring") if every
  part is known.
- "without", "ohne", "sans", "faux", "simulated" before a word and "free", "look" behind it take it back.
- Sentences of a description about other pieces ("Also available in platinum", "Pairs beautifully with …") are not read.
- A cell that says that there is none ("ohne Stein") settles it: nothing is looked for elsewhere.
- **category** A path counts by its most specific known level; Google's taxonomy numbers are known. In a title the
  noun of the first part counts: "Ring with a heart charm" is a ring, "Charm bracelet" a bracelet, "Bague solitaire"
  a ring. Pendants and chains are necklaces and bangles are bracelets, each told by its style; only a cell that is for
  nothing but pendants or bangles makes these a category of their own, as shops keep them.
- **metal** Gold of unsaid colour is yellow gold, unless another column, the colour of the metal ("White") or a colour
  such as "White gold" says which. Plated is not gold, and where a later source says "plated", gold is not believed;
  nor where it says steel or brass, if no purity is told. In "silver plated with gold" the coat is what follows. Coats
  that nobody sees (rhodium or white gold on silver) leave the metal below, and make gold of unsaid colour white.
  Tones and colours ("gold-tone", "goldfarben") are no metal. Leather, wood and the like count where no metal is
  named. "RG" is rose gold in a metal's cell and behind a karat, since it also stands for "ring".
- **karat** "18k", "18 ct", "750", "750/-" and "750er" are all "18k". Silver, platinum and palladium are given in
  parts in a thousand: "925", "950". Numbers alone count beside a metal only; what is plated has no karat.
- **gemstone** The main stone; stones said to be accents, a halo or pavé count where no other is named. A bare
  "sapphire" is a blue one. "Ruby red", "diamond cut" and a watch's sapphire glass are no stones, nor is the emerald
  of "emerald CZ". A "diamond" is lab-grown, moissanite or cubic zirconia where its category, tags, type or
  description say so and nothing says that it is natural.
- **colour** From cells, and of the enamel, leather or dial that a title names.
- **style** A form ("halo", "stud") rather than a manner ("vintage", "wedding").
- **size** From its cell or column, or from a title that says so: "54", "US 7", "N 1/2", "45 cm", "18 inch".

Variants of one product that differ in metal, stone, colour, finish, pattern, letter or sign look different and are
found each by its own photo; those that differ in size, length, engraving or packaging are one product with several
sizes.

In the tables, *if nothing better* marks words that give way to any other, *in cells* and *in titles and cells*
words that count only there. "…" ends a stem. Regular plurals are known without being listed.
"""
_TITLES = {"category": "Category", "metal": "Metal", "gemstone": "Gemstone", "colour": "Colour", "style": "Style"}
_MARKS = {"weak": " (*if nothing better*)", "titles": " (*in titles and cells*)", "cells": " (*in cells*)"}
_NOT_WORDS = ("category", "only", "last")


def page() -> str:
    """The whole page, Markdown."""
    return "\n".join((_INTRODUCTION, *(line for attribute in _TITLES for line in _table(attribute))))


def _table(attribute: str) -> Iterator[str]:
    yield f"## {_TITLES[attribute]}\n"
    yield "| canonical | words |\n|---|---|"
    for value, table in data(attribute).items():
        yield f"| {value}{_note(table)} | {', '.join(_words(value, table)).replace('|', '')} |"
    yield ""


def _note(table: Mapping[str, Any]) -> str:
    kind = table.get("category") or table.get("only")
    return f" ({kind})" if kind else ""


def _words(value: str, table: Mapping[str, Any]) -> Iterator[str]:
    seen = {value}
    for key, phrases in table.items():
        for phrase in phrases if key not in _NOT_WORDS else ():
            if phrase not in seen:
                seen.add(phrase)
                yield (f"{phrase[:-1]}…" if phrase.endswith("*") else phrase) + _MARKS.get(key, "")


if __name__ == "__main__":
    sys.stdout.write(page())
