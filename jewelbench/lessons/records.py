"""Lessons as they lie on disk, beside the benchmark they are about.

```
DIR/lessons/texts.jsonl     one TextRecord a line
DIR/lessons/phrases.jsonl   one PhraseRecord a line
DIR/lessons/edits.jsonl     one EditRecord a line, pairs among them
```
"""

from pydantic import BaseModel, ConfigDict


class TextRecord(BaseModel):
    """Another way in which a merchant puts a product.

    Attributes:
        product_id: The product.
        title: A title; may be empty or partly wrong.
        description: A description; likewise.
    """

    model_config = ConfigDict(frozen=True)

    product_id: str
    title: str
    description: str


class PhraseRecord(BaseModel):
    """What a shopper types to find a product.

    Attributes:
        product_id: The product that it was written for.
        text: The words.
        columns: What they name: a product answers if it agrees with this one on all of those. A name that ends in
            " look" asks for the look alone; a column that the product does not have asks for its absence.
        unlike: What an answer must not be, value by column: `{"metal look": "yellow"}` for "not in gold".
    """

    model_config = ConfigDict(frozen=True)

    product_id: str
    text: str
    columns: tuple[str, ...]
    unlike: dict[str, str] = {}


class EditRecord(BaseModel):
    """What a shopper says beside a photo of one product to find another.

    Attributes:
        source: The product in the photo.
        target: The product that it turns into.
        kind: What changes ("metal"); "matching" for a pair; several changes are joined with " + ".
        text: The words.
        columns: Named facts that an answer must share with the target beside its look.
        free: Columns of the look that an answer need not share: what the words leave open.
        unlike: What an answer must not be, value by column: `{"metal look": "yellow"}` for "anything but gold".
    """

    model_config = ConfigDict(frozen=True)

    source: str
    target: str
    kind: str
    text: str
    columns: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    unlike: dict[str, str] = {}
