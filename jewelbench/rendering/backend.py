"""Finds LLVM and loads Mitsuba: the one place that imports it first."""

import importlib
import os
import re
from pathlib import Path
from typing import Literal

Variant = Literal["llvm_ad_rgb", "cuda_ad_rgb"]

OLDEST_LLVM = 16
"""LLVM 14 and 15 crash on processors with AVX-512 (`Cannot select: fminimum`)."""

LLVM_PLACES = (
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/usr/lib/llvm-*/lib",
    "/usr/lib64",
    "/usr/lib",
)


class RendererError(RuntimeError):
    """The renderer cannot run here; the message says what to install."""


def find_llvm() -> Path:
    """The LLVM library that the renderer compiles with.

    Returns:
        `DRJIT_LIBLLVM_PATH` where it is set, else the newest usable library in the usual places.

    Raises:
        RendererError: There is none.
    """
    given = os.environ.get("DRJIT_LIBLLVM_PATH")
    if given:
        return Path(given)
    found = [
        (version, path)
        for place in LLVM_PLACES
        for path in Path("/").glob(f"{place[1:]}/libLLVM*.so*")
        if (version := _llvm_version(path.name)) >= OLDEST_LLVM
    ]
    if not found:
        raise RendererError(
            f"No LLVM {OLDEST_LLVM} or newer was found, and the renderer compiles its kernels with it. "
            "On Debian and Ubuntu: apt install libllvm19. Elsewhere set DRJIT_LIBLLVM_PATH to libLLVM's path."
        )
    return max(found, key=lambda item: (item[0], -len(item[1].name), item[1].name))[1]


def _llvm_version(name: str) -> int:
    """The major version in a library's file name (`libLLVM-19.so`, `libLLVM.so.19.1`), 0 where there is none."""
    match = re.fullmatch(r"libLLVM(?:-(\d+)(?:\.[\d.]+)?)?\.so(?:\.(\d+)(?:\.\d+)*)?", name)
    return int(match[1] or match[2] or 0) if match else 0


def load(variant: Variant, threads: int) -> None:
    """Import Mitsuba with a variant; every Engine of a process has to use the same one.

    Raises:
        RendererError: Mitsuba, its denoiser or LLVM is missing, or another variant is loaded already.
    """
    os.environ.setdefault("OIDN_NUM_THREADS", str(threads))
    os.environ.setdefault("OIDN_SET_AFFINITY", "0")
    if variant.startswith("llvm"):
        os.environ["DRJIT_LIBLLVM_PATH"] = str(find_llvm())
    try:
        mitsuba, drjit = importlib.import_module("mitsuba"), importlib.import_module("drjit")
        importlib.import_module("pyoidn")
    except ImportError as error:
        raise RendererError(f"Rendering needs {error.name}: pip install -e '.[bench]'") from error
    if mitsuba.variant() not in (None, variant):
        raise RendererError(f"Mitsuba already runs as {mitsuba.variant()} in this process, not as {variant}.")
    if mitsuba.variant() is None:
        mitsuba.set_variant(variant)
        mitsuba.set_log_level(mitsuba.LogLevel.Error)
        drjit.set_thread_count(threads)
