"""What requests must look like, and what answers look like in the description of the API."""

import base64
import binascii
import re
from decimal import Decimal
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, field_validator
from pydantic_core import from_json

MAX_TEXT = 100_000  # characters; the text tower reads the beginning of a long text
MAX_OFFSET = 10_000

# Control characters carry no meaning for a search, and lone surrogates are no text at all.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

RING: dict[str, JsonValue] = {
    "sku": "R-1042",
    "title": "Rose gold ring with a round sapphire",
    "description": "A slim band with a single stone.",
    "category": "ring",
    "metal": "rose gold",
    "gemstone": "sapphire",
    "attributes": {"size": "54"},
    "price": "390.00",
    "currency": "EUR",
    "url": "https://shop.example/r-1042",
    "available": True,
    "photos": ["/photos/3f5a9c0de1b24a7786d5c4b3a2918070/full.jpg"],
    "thumbnails": ["/photos/3f5a9c0de1b24a7786d5c4b3a2918070/thumb.jpg"],
}


def clean(text: str) -> str:
    """Text without control characters and lone surrogates, trimmed."""
    return _UNPRINTABLE.sub(" ", text).strip()


def decode_base64(encoded: str) -> bytes:
    """The bytes of base64 text.

    Raises:
        ValueError: It is not base64.
    """
    try:
        return base64.b64decode(encoded, validate=True)
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


PlainFilters = Annotated[dict[str, Any], BeforeValidator(_filters)]
Text = Annotated[str, BeforeValidator(lambda value: clean(value) if isinstance(value, str) else value)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ListBody(_Strict):
    """Which part of the results, under which filters."""

    filters: PlainFilters = Field(
        default_factory=dict, description="Fields to values: category, metal, gemstone, currency, price, available"
    )
    limit: int = Field(default=24, ge=1, le=100, description="How many hits")
    offset: int = Field(default=0, ge=0, le=MAX_OFFSET, description="How many of the best hits to skip")


class SearchBody(ListBody):
    """A photo, words, or both."""

    text: Text = Field(default="", description="Words, up to 100,000 characters")
    image_base64: str | None = Field(
        default=None, description="A photo: JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF, up to 25 MB"
    )
    image_url: None = Field(default=None, description="Not available yet: send the photo itself")
    image_weight: float | None = Field(
        default=None, ge=0, le=1, allow_inf_nan=False, description="The photo's share; unset leaves it to the model"
    )

    @field_validator("image_url", mode="before")
    @classmethod
    def _not_yet(cls, value: object) -> None:
        if value:
            raise ValueError("Searching by the address of a photo is not available yet. Send the photo itself.")


class ProductBody(_Strict):
    """A product as its merchant describes it."""

    title: Text = Field(min_length=1, max_length=1000)
    description: Text = Field(default="", max_length=MAX_TEXT)
    category: Text | None = Field(default=None, max_length=200)
    metal: Text | None = Field(default=None, max_length=200)
    gemstone: Text | None = Field(default=None, max_length=200)
    attributes: dict[str, str] = Field(default_factory=dict, max_length=200)
    price: Decimal | None = Field(default=None, ge=0, max_digits=15, allow_inf_nan=False)
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    url: str | None = Field(default=None, max_length=2000)
    available: bool | None = None
    photos_base64: list[str] | None = Field(
        default=None, max_length=50, description="Photos, best first; left out, the product keeps those it has"
    )

    @field_validator("url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc):
            raise ValueError("This must be a web address that starts with http:// or https://.")
        return value

    @field_validator("category", "metal", "gemstone")
    @classmethod
    def _lower_case(cls, value: str | None) -> str | None:
        return value.lower() or None if value is not None else None


class ProductAnswer(BaseModel):
    """A product; `price` is exact, and `photos` are best first."""

    model_config = ConfigDict(json_schema_extra={"example": RING})

    sku: str
    title: str
    description: str
    category: str | None
    metal: str | None
    gemstone: str | None
    attributes: dict[str, str]
    price: str | None
    currency: str | None
    url: str | None
    available: bool | None
    photos: list[str]
    thumbnails: list[str]


class HitAnswer(BaseModel):
    """A product that matched, by which score, and how much photo and words made it match."""

    sku: str
    score: float = Field(description="Cosine of query and product, in [-1, 1]")
    match: dict[Literal["image", "text"], float]
    product: ProductAnswer


class SearchAnswer(BaseModel):
    """What was found, best first."""

    hits: list[HitAnswer]
    total: int = Field(description="How many products meet the filters")
    weights: dict[Literal["image", "text"], float] | None = Field(
        default=None, description="How much photo and words counted"
    )
    took_ms: dict[str, float]


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
