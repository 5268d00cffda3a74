"""What a manifest says about the precisions that a bundle's parts were tried in; nothing that serves reads it."""

from pydantic import BaseModel, ConfigDict, Field


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TriedPrecision(_Told):
    """What a part finds in one precision, and what it takes."""

    recall: float | None = Field(
        default=None, description="R@10 on the validation split; of several kinds of query the mean. None if not asked"
    )
    recall_lost: float | None = Field(
        default=None,
        description="What the reference finds more, of 1, for the kind that loses most; below 0 if it finds less",
    )
    overlap: float | None = Field(
        default=None, description="Share of the ten nearest that are those of the reference; None if not compared"
    )
    milliseconds: float | None = Field(default=None, description="CPU time of one thread for one photo, text or query")
    megabytes: float = Field(description="Of the file; of vectors, of those that a thousand photos are compared by")
    passed: bool = Field(
        description="Whether it lost no more than it may; one that passes is not chosen where it saves too little"
    )


class PartPrecision(_Told):
    """One part: the precision that it is served in, and all that were tried."""

    chosen: str
    reference: str = Field(description="What losses are counted from")
    tried: dict[str, TriedPrecision] = Field(description="By precision, the one that takes least first")
    note: str | None = Field(default=None, description="What was not tried, and why")


class PrecisionSpec(_Told):
    """How the precision of each part was chosen: the first that passes, with the least to carry or to compute first."""

    most_lost: float = Field(description="How far R@10 may fall, of 1")
    image: PartPrecision | None = None
    text: PartPrecision | None = None
    fusion: PartPrecision | None = Field(default=None, description="None where the fusion has no weights")
    vectors: PartPrecision | None = Field(default=None, description="Of a large index; a small one compares float32")

    @property
    def parts(self) -> dict[str, PartPrecision]:
        """Those that were judged, by name."""
        named = {"image": self.image, "text": self.text, "fusion": self.fusion, "vectors": self.vectors}
        return {name: part for name, part in named.items() if part is not None}
