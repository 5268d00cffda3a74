"""Designs as files."""

from pathlib import Path

from pydantic import ValidationError

from jewelbench.specs import check
from jewelbench.specs.space import InvalidSpecError
from jewelbench.specs.spec import Spec


def read_spec(path: Path) -> Spec:
    """Read a design from a JSON file.

    Raises:
        InvalidSpecError: It is not JSON, or not a design that can be built; the message names file and field.
        OSError: The file cannot be read.
    """
    try:
        spec = Spec.model_validate_json(path.read_bytes())
        check(spec)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise InvalidSpecError(f"{path}: {field + ': ' if field else ''}{first['msg']}") from error
    except InvalidSpecError as error:
        raise InvalidSpecError(f"{path}: {error}") from error
    return spec
