"""What a product is, in words that filters understand, read from whatever the merchant wrote.

`docs/vocabulary.md` says how; the words are in `vocabulary/`.
"""

from catalog.attributes.normalising import normalise
from catalog.attributes.options import changes_the_look, subject

__all__ = ["changes_the_look", "normalise", "subject"]
