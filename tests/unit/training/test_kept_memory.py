import ctypes
import platform
import subprocess
import sys

import pytest

from training.kept_memory import keep_memory

FAULTS = """
import resource, numpy as np
def use():
    for _ in range(5):
        np.ones(8_000_000)
use()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
use()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be asked")
def test_freed_memory_is_kept_for_what_needs_it_next() -> None:
    def faults(before: str) -> int:
        run = subprocess.run([sys.executable, "-c", before + FAULTS], capture_output=True, check=True, text=True)
        return int(run.stdout)

    kept = faults("from training.kept_memory import keep_memory; keep_memory()")
    assert 20 * kept < faults("")


def test_without_glibc_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_library(_: object) -> ctypes.CDLL:
        raise TypeError

    monkeypatch.setattr(ctypes, "CDLL", no_library)
    assert not keep_memory()
