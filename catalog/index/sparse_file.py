"""Files that are mostly holes, as the embedded engine makes them."""

import errno
import os
from collections.abc import Iterator


def filled_parts(file: int) -> Iterator[tuple[int, int]]:
    """The parts of an open file that are no holes, as first byte and end."""
    end = 0
    while True:
        try:
            start = os.lseek(file, end, os.SEEK_DATA)
        except OSError as error:
            if error.errno == errno.ENXIO:  # nothing but a hole until the end
                return
            raise
        end = os.lseek(file, start, os.SEEK_HOLE)
        yield start, end
