"""What `manifest.json` says about a bundle."""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from bundles.precision import PrecisionSpec

FORMAT_VERSION: Final = 1

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]  # inside the bundle's folder, no paths


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BundleFile(_Strict):
    """One file of the bundle."""

    file: FileName
    sha256: Sha256


class PhotoFitting(_Strict):
    """How a photo of any shape becomes the square that the image tower reads.

    "pad" scales the whole photo into the square, on the colour of its own border. "crop" scales its shorter side to
    `scaled_to` and cuts the square out of the middle; "squash" scales both sides to it, whatever the shape, first.
    """

    way: Literal["pad", "crop", "squash"] = "pad"
    scaled_to: int | None = Field(default=None, gt=0, description="Pixels, before the cut; the square's side if None")
    interpolation: Literal["bilinear", "bicubic"] = "bicubic"


class LocatorSpec(BundleFile):
    """The graph that finds the piece in a photo, so that the image tower need not look at what lies around it.

    Input `pixels` (batch, size, size, 3), uint8, sRGB, the whole photo padded to a square; output `piece`
    (batch, cells, cells), how likely each cell of that square shows a part of the piece.
    """

    size: int = Field(gt=0, description="Side of the square input, pixels")
    threshold: float = Field(gt=0, lt=1, description="Likelihood from which a cell counts as a part of the piece")
    margin: float = Field(ge=0, description="What is left around the piece, as a share of its longer side")
    smallest: float = Field(gt=0, le=1, description="Side of the least that is cut out, as a share of the longer one's")
    parameters: int = Field(gt=0)


class ImageTowerSpec(BundleFile):
    """The graph that turns photos into vectors.

    Input `pixels` (batch, size, size, 3), uint8, sRGB; outputs `vector` (batch, dim), of unit length, and `tokens`
    (batch, regions, token_width), float32.
    """

    architecture: str
    dim: int = Field(gt=0)
    token_width: int = Field(gt=0)
    size: int = Field(gt=0, description="Side of the square input, pixels")
    fitting: PhotoFitting = PhotoFitting()
    locator: LocatorSpec | None = Field(
        default=None, description="What photos are cut by first; None leaves them whole"
    )
    parameters: int = Field(gt=0)

    @property
    def files(self) -> tuple[BundleFile, ...]:
        """The tower's graph, and its locator's if it has one."""
        return (self,) if self.locator is None else (self, self.locator)


class TextTowerSpec(BundleFile):
    """The graph that turns word pieces into vectors.

    Inputs `input_ids` and, unless it reads its padding, `attention_mask`, (batch, pieces), int64; outputs `vector`
    (batch, dim), of unit length, and `tokens` (batch, pieces, token_width), float32.
    """

    architecture: str
    dim: int = Field(gt=0)
    token_width: int = Field(gt=0)
    tokenizer: BundleFile
    max_pieces: int = Field(gt=2, description="Longer texts are cut off")
    pad_id: int = Field(default=0, ge=0, description="The piece that shorter texts are filled up with")
    pad_to: int | None = Field(default=None, gt=0, description="Pieces; None fills up to the longest text of a batch")
    steady: bool = Field(default=False, description="Whether a text's vector is the same whatever is encoded beside it")
    parameters: int = Field(gt=0)


class FusionSpec(BundleFile):
    """The graph that fuses vectors and tokens; see `fusion.graph.GraphFusion` for its inputs and outputs."""

    method: str
    dim: int = Field(gt=0, description="Length of a fused vector: image dim plus text dim")
    parameters: int = Field(ge=0)


class AttributesSpec(BundleFile):
    """The graph that tells from a photo's vector what the piece is.

    Input `vector` (batch, image dim), of unit length; for each attribute an output of its name, (batch, labels), how
    likely each of its labels is, summing to 1. The label "" stands for none: a piece without a stone.
    """

    labels: dict[str, list[str]] = Field(description="Attribute to its labels, in the order of the output")
    thresholds: dict[str, float] = Field(
        description="Attribute to the likelihood from which nine in ten guesses were right on products held out"
    )
    calibration_errors: dict[str, float] = Field(
        description="Attribute to the expected calibration error, on products held out"
    )


class ShorteningSpec(BundleFile):
    """How large indexes shorten fused vectors; see `catalog.index.shortening.Shortening`.

    A NumPy file with the map of products and that of queries, (2, dim, fused dim), float16.
    """

    dim: int = Field(gt=0, description="Numbers in a short vector")


class BundleManifest(_Strict):
    """Everything about a bundle; see `fingerprint` for what names it."""

    format_version: Literal[1]
    name: str
    version: str
    licence: str
    description: str
    image: ImageTowerSpec
    text: TextTowerSpec
    fusion: FusionSpec
    shared_space: bool = Field(
        default=False, description="Photos and words lie in one space: a photo and its description are alike by cosine"
    )
    attributes: AttributesSpec | None = Field(default=None, description="None for a bundle that does not guess")
    shortening: ShorteningSpec | None = Field(default=None, description="None where every search is to be exact")
    jewellery_score: float | None = Field(
        default=None,
        description="What the best match of 95 % of photos of jewellery scores, on products held out; a photo below it "
        "may show none. None for a bundle that cannot tell",
    )
    metrics: dict[str, dict[str, float]] = Field(
        description="Task to metric to value, on products held out of training"
    )
    precision: PrecisionSpec | None = Field(
        default=None, description="How the precision of each part was chosen; None for a bundle that does not tell"
    )

    @property
    def files(self) -> tuple[BundleFile, ...]:
        """Every file that the manifest vouches for."""
        optional = (file for file in (self.attributes, self.shortening) if file is not None)
        return (*self.image.files, self.text, self.text.tokenizer, self.fusion, *optional)


def written(content: Mapping[str, Any]) -> bytes:
    """A manifest's content as a file."""
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def fingerprint(raw: bytes) -> str:
    """Names a bundle by its manifest: sha256, hex, over its bytes as they are without the section `precision`.

    That section tells of measurements and decides no vector: an index stays that of its bundle when it is added.
    """
    content = json.loads(raw)
    if "precision" in content:
        raw = written({name: value for name, value in content.items() if name != "precision"})
    return hashlib.sha256(raw).hexdigest()
