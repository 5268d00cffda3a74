"""The catalogue's health: looked up on request, by one caller at a time."""

import math
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from catalog.health import CatalogHealth, Finding, Gap, LikePhotos, Misfiled, Piece, SharedPhoto, check
from catalog.index.port import Prediction
from service.engine import LiveEngine


class HealthCheck:
    """Looks a catalogue over. Safe to call from several threads: one check runs at a time.

    Who asks while one runs gets the next one, since that one may have passed what has changed just now; all who wait
    share it.
    """

    def __init__(self, engine: LiveEngine) -> None:
        """Check the products of the index of `engine`."""
        self._engine = engine
        self._lock = threading.Lock()
        self._begun = -math.inf
        self._answer: dict[str, Any] = {}

    def run(self) -> dict[str, Any]:
        """What was found, as `GET /v1/catalog/health` answers it; see docs/api.md."""
        asked = time.monotonic()
        with self._lock:
            if self._begun < asked:
                begun = time.monotonic()
                with self._engine.held() as (_, index):
                    health = check(entry.stored for entry in index.entries())
                self._answer, self._begun = present_health(health, datetime.now(UTC)), begun
            return self._answer


def present_health(health: CatalogHealth, at: datetime) -> dict[str, Any]:
    """A catalogue's health as JSON."""
    return {
        "products": health.products,
        "photos": health.photos,
        "checked_at": at.isoformat().replace("+00:00", "Z"),
        "missing_photos": _listed(health.missing_photos, "products", [_piece(p) for p in health.missing_photos.listed]),
        "missing_attributes": {
            attribute: _listed(finding, "products", [_gap(gap) for gap in finding.listed])
            for attribute, finding in health.missing_attributes.items()
        },
        "same_photo": _listed(health.same_photo, "groups", [_shared(shared) for shared in health.same_photo.listed]),
        "near_duplicates": _listed(
            health.near_duplicates, "pairs", [_pair(pair) for pair in health.near_duplicates.listed]
        ),
        "suspected_categories": _listed(
            health.suspected_categories, "products", [_misfiled(found) for found in health.suspected_categories.listed]
        ),
    }


def _listed(finding: Finding[Any], name: str, items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"count": finding.count, name: items}


def _piece(piece: Piece) -> dict[str, Any]:
    return {"sku": piece.sku, "title": piece.title, "thumbnail": _thumbnail(piece.photo_id)}


def _thumbnail(photo_id: str | None) -> str | None:
    return None if photo_id is None else f"/photos/{photo_id}/thumb.jpg"


def _gap(gap: Gap) -> dict[str, Any]:
    return {**_piece(gap.piece), "predicted": None if gap.predicted is None else _prediction(gap.predicted)}


def _prediction(prediction: Prediction) -> dict[str, Any]:
    return {"value": prediction.value, "confidence": round(prediction.confidence, 3)}


def _shared(shared: SharedPhoto) -> dict[str, Any]:
    return {"thumbnail": _thumbnail(shared.photo_id), "products": [_piece(piece) for piece in shared.pieces]}


def _pair(pair: LikePhotos) -> dict[str, Any]:
    return {"likeness": round(pair.likeness, 3), "one": _piece(pair.one), "other": _piece(pair.other)}


def _misfiled(found: Misfiled) -> dict[str, Any]:
    return {**_piece(found.piece), "category": found.category, "suspected": _prediction(found.suspected)}
