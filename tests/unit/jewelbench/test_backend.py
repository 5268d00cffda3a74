from pathlib import Path

import pytest

from jewelbench.rendering import backend
from jewelbench.rendering.backend import RendererError, find_llvm


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DRJIT_LIBLLVM_PATH", raising=False)
    monkeypatch.setattr(backend, "LLVM_PLACES", (str(tmp_path),))
    return tmp_path


def test_the_newest_llvm_is_taken(place: Path) -> None:
    for name in ("libLLVM-14.so", "libLLVM-16.so.1", "libLLVM.so.19.1", "libLLVM-17.so", "libLLVMCore.a"):
        (place / name).touch()
    assert find_llvm() == place / "libLLVM.so.19.1"


def test_old_versions_and_libraries_without_one_are_refused_with_the_package_to_install(place: Path) -> None:
    for name in ("libLLVM-14.so", "libLLVM-15.so.1", "libLLVM.so", "libLLVMCore.so"):
        (place / name).touch()
    with pytest.raises(RendererError, match="apt install libllvm19"):
        find_llvm()


def test_the_library_that_was_named_is_taken(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRJIT_LIBLLVM_PATH", "/opt/llvm/libLLVM.so")
    assert find_llvm() == Path("/opt/llvm/libLLVM.so")


def test_a_missing_renderer_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name=name)

    monkeypatch.setattr("jewelbench.rendering.backend.importlib.import_module", missing)
    monkeypatch.setenv("DRJIT_LIBLLVM_PATH", "/opt/llvm/libLLVM.so")
    with pytest.raises(RendererError, match=r"mitsuba.*\[bench\]"):
        backend.load("llvm_ad_rgb", 1)
