"""What requests must look like, and what answers look like in the description of the API."""

import base64
import binascii
import re
from decimal import Decimal
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, field_validator, model_validator
from pydantic_core import from_json

from catalog.attributes import normalise
from catalog.index.filters import KNOWN_FIELDS
from catalog.product import Product, Variant

MAX_TEXT = 100_000  # characters; the text tower reads the beginning of a long text
MAX_OFFSET = 10_000

# Control characters carry no meaning for a search, and lone surrogates are no text at all.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

_WHITESPACE = b" \t\n\r\f\v"
_DATA_ADDRESS = re.compile(rb"^data:image/[^,;]+;base64,", re.IGNORECASE)

RING: dict[str, JsonValue] = {
    "sku": "R-1042",
    "title": "Rose gold ring with a round sapphire",
    "description": "A slim band with a single stone.",
    "category": "ring",
    "metal": "rose gold",
    "gemstone": "sapphire",
    "karat": "18k",
    "colour": "blue",
    "style": "solitaire",
    "size": None,
    "own_words": {"metal": "18K Rose Gold"},
    "attributes": {"Vendor": "Velm"},
    "price": "390.00",
    "currency": "EUR",
    "url": "https://shop.example/r-1042",
    "available": True,
    "group": "halo-ring",
    "variants": [{"sku": "R-1042-54", "options": {"Size": "54"}, "price": "390.00", "available": True}],
    "predicted": {},
    "photos": ["/photos/3f5a9c0de1b24a7786d5c4b3a2918070/full.jpg"],
    "thumbnails": ["/photos/3f5a9c0de1b24a7786d5c4b3a2918070/thumb.jpg"],
}


def clean(text: str) -> str:
    """Text without control characters and lone surrogates, trimmed."""
    return _UNPRINTABLE.sub(" ", text).strip()


def decode_base64(encoded: str) -> bytes:
    """The bytes of a photo in base64, which may be in lines, and after the beginning of a data: address.

    Raises:
        ValueError: It is not base64.
    """
    try:
        text = encoded.encode("ascii").translate(None, _WHITESPACE)
        return base64.b64decode(_DATA_ADDRESS.sub(b"", text), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("This is not base64. Of a data: address, send only what follows the comma.") from error


def _filters(value: object) -> object:
    """Forms and addresses carry the filters as JSON text."""
    if not isinstance(value, str):
        return value
    if not value.strip():
        return {}
    try:
        return from_json(value, allow_inf_nan=False)
    except ValueError as error:
        raise ValueError(f"This is not JSON: {error}") from error


def inlined(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a model as one piece, to be put anywhere in the description of the API."""
    schema = model.model_json_schema()
    parts = schema.pop("$defs", {})

    def resolved(node: Any) -> Any:
        if isinstance(node, list):
            return [resolved(item) for item in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return resolved(parts[node["$ref"].rpartition("/")[2]])
        return {key: resolved(value) for key, value in node.items()}

    inline: dict[str, Any] = resolved(schema)
    return inline


PlainFilters = Annotated[dict[str, Any], BeforeValidator(_filters)]
AttributeName = Literal["category", "metal", "karat", "gemstone", "colour", "style", "size"]
Text = Annotated[str, BeforeValidator(lambda value: clean(value) if isinstance(value, str) else value)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ListBody(_Strict):
    """Which part of the results, under which filters."""

    filters: PlainFilters = Field(default_factory=dict, description=f"Fields to values: {', '.join(KNOWN_FIELDS)}")
    limit: int = Field(default=24, ge=1, le=100, description="How many hits")
    offset: int = Field(default=0, ge=0, le=MAX_OFFSET, description="How many of the best hits to skip")


class SearchBody(ListBody):
    """A photo, words, or both."""

    text: Text = Field(default="", description="Words, up to 100,000 characters")
    image_base64: str | None = Field(
        default=None, description="A photo: JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF or HEIC, up to 25 MB"
    )
    image_url: str | None = Field(
        default=None, max_length=2000, description="The address of a photo instead, fetched over http or https"
    )
    image_weight: float | None = Field(
        default=None, ge=0, le=1, allow_inf_nan=False, description="The photo's share; unset leaves it to the model"
    )
    understand: bool = Field(
        default=True,
        description="Turn “not yellow gold” and “under 200 euros” in the words into filters, and put “emarald” right",
    )


class VariantBody(_Strict):
    """One way to buy a product that looks the same as the others."""

    sku: Text = Field(default="", max_length=200)
    options: dict[str, str] = Field(default_factory=dict, max_length=50)
    price: Decimal | None = Field(default=None, ge=0, max_digits=15, allow_inf_nan=False)
    available: bool | None = None

    def variant(self) -> Variant:
        """The variant."""
        return Variant(self.sku, self.options, self.price, self.available)


class ProductBody(_Strict):
    """A product as its merchant describes it."""

    title: Text = Field(min_length=1, max_length=1000)
    description: Text = Field(default="", max_length=MAX_TEXT)
    category: Text | None = Field(default=None, max_length=200, description="In your own words, as all that follow")
    metal: Text | None = Field(default=None, max_length=200)
    gemstone: Text | None = Field(default=None, max_length=200)
    karat: Text | None = Field(default=None, max_length=200)
    colour: Text | None = Field(default=None, max_length=200)
    style: Text | None = Field(default=None, max_length=200)
    size: Text | None = Field(default=None, max_length=200)
    own_words: dict[AttributeName, str] = Field(
        default_factory=dict, description="What stands in the shop where the attributes above are in other words"
    )
    attributes: dict[str, str] = Field(default_factory=dict, max_length=200)
    price: Decimal | None = Field(default=None, ge=0, max_digits=15, allow_inf_nan=False)
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    url: str | None = Field(default=None, max_length=2000)
    available: bool | None = None
    group: Text | None = Field(
        default=None, max_length=200, description="What it is filed under with pieces that look different"
    )
    variants: list[VariantBody] = Field(default_factory=list, max_length=1000)
    photos_base64: list[str] | None = Field(
        default=None, max_length=50, description="Photos, best first; left out, the product keeps those it has"
    )

    @field_validator("url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc):
            raise ValueError("This must be a web address that starts with http:// or https://.")
        return value

    @field_validator("category", "metal", "gemstone", "karat", "colour", "style", "size", "group")
    @classmethod
    def _none_if_empty(cls, value: str | None) -> str | None:
        return value or None

    def product(self, sku: str) -> Product:
        """The product, its attributes in canonical words."""
        facts = self.model_dump(exclude={"photos_base64", "variants"})
        return normalise(Product(sku=sku, **facts, variants=tuple(variant.variant() for variant in self.variants)))


class ImportStart(_Strict):
    """How a draft is to be imported."""

    mapping: dict[str, Any] | None = None
    replace: bool = False


class ReindexBody(_Strict):
    """Which bundle to go over to: one of the two must be said."""

    bundle: str | None = Field(
        default=None,
        min_length=1,
        max_length=4096,
        description="Its folder on the service's machine, absolute",
    )
    back: bool = Field(default=False, description="Go back to the bundle before")

    @field_validator("bundle")
    @classmethod
    def _absolute(cls, value: str | None) -> str | None:
        if value is not None and not (value.startswith("/") and "\0" not in value):
            raise ValueError("This must be an absolute path on the machine of the service.")
        return value

    @model_validator(mode="after")
    def _one_of_both(self) -> "ReindexBody":
        if (self.bundle is None) != self.back:
            raise ValueError("Give the folder of a bundle, or go back to the one before: either of the two.")
        return self


class PreviewBody(_Strict):
    """What the merchant says about a file."""

    mapping: dict[str, Any]


class CorrectionsBody(_Strict):
    """Rejected rows, corrected: cells under the header of the file."""

    records: list[Annotated[list[str], Field(max_length=10_000)]] = Field(min_length=1, max_length=100_000)


class VariantAnswer(BaseModel):
    """One way to buy a product; `price` is exact."""

    sku: str
    options: dict[str, str]
    price: str | None
    available: bool | None


class PredictionAnswer(BaseModel):
    """What a photo seems to show, and how sure that is, in [0, 1]."""

    value: str
    confidence: float


class ProductAnswer(BaseModel):
    """A product; `price` is exact, and `photos` are best first.

    Attributes are in canonical words, with the merchant's own beside them in `own_words`; where the merchant is silent,
    `predicted` has what the photo shows.
    """

    model_config = ConfigDict(json_schema_extra={"example": RING})

    sku: str
    title: str
    description: str
    category: str | None
    metal: str | None
    gemstone: str | None
    karat: str | None
    colour: str | None
    style: str | None
    size: str | None
    own_words: dict[str, str]
    attributes: dict[str, str]
    price: str | None
    currency: str | None
    url: str | None
    available: bool | None
    group: str | None
    variants: list[VariantAnswer]
    predicted: dict[str, PredictionAnswer]
    photos: list[str]
    thumbnails: list[str]


class HitAnswer(BaseModel):
    """A product that matched, by which score, and how much photo and words made it match."""

    sku: str
    score: float = Field(description="Cosine of query and product, raised where it was named, in [-1, 1]")
    match: dict[Literal["image", "text"], float]
    product: ProductAnswer


class WishAnswer(BaseModel):
    """What some of the words ask for, such as "without diamonds", as a filter."""

    words: str
    filters: dict[str, Any]


class AreaAnswer(BaseModel):
    """A part of a photo, in shares of its width and height."""

    left: float = Field(ge=0, le=1)
    top: float = Field(ge=0, le=1)
    right: float = Field(ge=0, le=1)
    bottom: float = Field(ge=0, le=1)


class RespellingAnswer(BaseModel):
    """A word as it was typed, and the one that it was taken for."""

    words: str
    read_as: str


class SearchAnswer(BaseModel):
    """What was found, best first."""

    hits: list[HitAnswer]
    total: int = Field(description="How many products meet the filters")
    weights: dict[Literal["image", "text"], float] | None = Field(
        default=None, description="How much photo and words counted"
    )
    took_ms: dict[str, float]
    looks_like_jewellery: bool | None = Field(
        default=None,
        description="For a photo alone, without filters, on the first page: false if nothing in the catalogue is near "
        "enough to it. Left out where the model cannot tell",
    )
    looked_at: AreaAnswer | None = Field(
        default=None,
        description="The part of the photo that was searched with: the piece and some margin. Left out for the whole",
    )
    understood: list[WishAnswer] | None = Field(
        default=None,
        description="What the words asked for, as filters that the hits meet; left out if nothing",
    )
    respelt: list[RespellingAnswer] | None = Field(
        default=None, description="Words that were taken for others that are spelt almost like them; left out if none"
    )


class PriceBandAnswer(BaseModel):
    """How many products cost from `gte` up to, but not including, `lt`."""

    gte: float
    lt: float | None
    count: int


class FacetsAnswer(BaseModel):
    """How many products carry each value, most frequent first."""

    total: int
    counts: dict[str, dict[str, int]]
    price_bands: list[PriceBandAnswer]
