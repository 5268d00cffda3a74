"""A benchmark as it lies on disk: products, photos, queries and their right answers.

```
DIR/benchmark.json          what it is: name, seed, size, counts, the generator's fingerprint
DIR/products.jsonl          one ProductRecord a line
DIR/photos.jsonl            one PhotoRecord a line
DIR/photos/ab/ab12….jpg     the pictures
DIR/tasks/NAME.jsonl        one QueryRecord a line
DIR/lessons/NAME.jsonl      what training may learn from in words, if there is a training split; `jewelbench.lessons`
```
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from jewelbench.specs.spec import Spec

Split = Literal["train", "validation", "test"]

Record = TypeVar("Record", bound=BaseModel)


class ReleaseError(Exception):
    """A folder is no benchmark, or a broken one; the message names the file and the line."""


class ProductRecord(BaseModel):
    """A product.

    Attributes:
        product_id: Its id: a digest of the spec.
        family: The design family it was varied within; a family lies in one split.
        split: Where it belongs.
        spec: The parameters it was built from.
        attributes: What it is said to be, by column: names as words give them ("platinum").
        look: What a photo shows of it, by column ("white"); equal looks are equally right answers to a photo.
        title: As the merchant wrote it; may be empty or partly wrong.
        description: Likewise.
        faults: What is wrong with the two ("wrong metal", "no stone", "misspelt").
        packshots: Photo ids of the catalogue's photos, the first one first.
    """

    model_config = ConfigDict(frozen=True)

    product_id: str
    family: str
    split: Split
    spec: Spec
    attributes: dict[str, str]
    look: dict[str, str]
    title: str
    description: str
    faults: tuple[str, ...] = ()
    packshots: tuple[str, ...]

    def words(self) -> str:
        """What retrievers read of it, "" for nothing; attributes are the truth and not among it."""
        return ". ".join(part.rstrip(". ") for part in (self.title, self.description) if part.strip())


class PhotoRecord(BaseModel):
    """A photo.

    Attributes:
        photo_id: Its id.
        product_id: What it shows; None for a photo of something that is no jewellery.
        kind: "packshot", or what a shopper photographed (see `rendering.scene.PhotoKind`), or "not jewellery".
        file: Path below the benchmark's folder.
        scene: How it was taken, as plain values.
        phash: Perceptual hash, 16 hexadecimal digits.
        mask: Path of a picture that is white where the photo shows the piece; None if there is none.
    """

    model_config = ConfigDict(frozen=True)

    photo_id: str
    product_id: str | None
    kind: str
    file: str
    scene: dict[str, object]
    phash: str
    mask: str | None = None


class QueryRecord(BaseModel):
    """A query and all its right answers.

    Attributes:
        query_id: Its id.
        photo: Photo id, or None.
        text: Words, or None.
        language: ISO 639-1 code of the words.
        relevant: Ids of every product that answers it; empty for a photo of no jewellery.
        excluded: Products that are left out of the ranking: the piece a composed query starts from.
        tags: Whatever a report may group by: "edit", "photo kind", "category".
    """

    model_config = ConfigDict(frozen=True)

    query_id: str
    photo: str | None = None
    text: str | None = None
    language: str = "en"
    relevant: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    tags: dict[str, str] = {}


class BenchmarkManifest(BaseModel):
    """What a benchmark is and what it was made from."""

    model_config = ConfigDict(frozen=True)

    name: str
    version: str
    seed: int
    generator: str
    resolution: int
    products: int
    photos: int
    queries: dict[str, int]
    licence: str = "CC0-1.0"


class Release:
    """Reads a benchmark's folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        manifest = root / "benchmark.json"
        if not manifest.is_file():
            raise ReleaseError(
                f"{root} holds no benchmark (benchmark.json is missing); make one with `jewelbench make`"
            )
        self.manifest = BenchmarkManifest.model_validate_json(manifest.read_bytes())

    def products(self) -> list[ProductRecord]:
        """All products, in the order of the file."""
        return list(read_records(self.root / "products.jsonl", ProductRecord))

    def photos(self) -> dict[str, PhotoRecord]:
        """All photos by id."""
        return {photo.photo_id: photo for photo in read_records(self.root / "photos.jsonl", PhotoRecord)}

    def tasks(self) -> dict[str, list[QueryRecord]]:
        """The queries of each task, by its name."""
        return {
            path.stem: list(read_records(path, QueryRecord)) for path in sorted((self.root / "tasks").glob("*.jsonl"))
        }


def read_records(path: Path, kind: type[Record]) -> Iterator[Record]:
    """The records of a JSON-lines file.

    Raises:
        ReleaseError: The file is missing, or a line is not such a record.
    """
    if not path.is_file():
        raise ReleaseError(f"{path} is missing")
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield kind.model_validate_json(line)
            except ValidationError as error:
                raise ReleaseError(f"{path}, line {number}: {error.errors()[0]['msg']}") from error


def write_records(path: Path, records: Iterable[BaseModel]) -> None:
    """Write records as JSON lines, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    with partial.open("w", encoding="utf-8") as out:
        out.writelines(record.model_dump_json(exclude_defaults=True) + "\n" for record in records)
    partial.replace(path)
