"""Has the C library keep memory that is freed, for the next batch, which needs as much of it again.

Without that, each large tensor is mapped anew and given back, page by page, and in threads more often still: half the
time that a small network takes to train on a processor may go into it.
"""

import ctypes

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -2, -3, -8  # of glibc's malloc.h
_SETTINGS = {_ARENA_MAX: 1, _MMAP_THRESHOLD: 2**30, _TRIM_THRESHOLD: 2**31 - 1, _TOP_PAD: 2**26}


def keep_memory() -> bool:
    """Keep freed memory from now on, in the whole process; False where the C library is not glibc and cannot."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # TypeError: Windows has no library of the process itself
        return False
    return all(mallopt(setting, value) == 1 for setting, value in _SETTINGS.items())
