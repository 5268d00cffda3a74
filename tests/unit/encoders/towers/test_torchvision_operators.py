"""Each case runs in its own process, with a stand-in for torchvision that imports, or fails, in one way."""

import subprocess
import sys
from pathlib import Path

IMPORT_TWICE = """
import torch
from encoders.towers import torchvision_operators as module
module.ensure_torchvision_imports()
module.ensure_torchvision_imports()
import torchvision
print("imported", torchvision.name, "declared", len(module._declared))
"""
REGISTERS_SHAPES = """
import torch
@torch.library.register_fake("torchvision::nms")
def shape(dets, scores, iou_threshold):
    return dets
name = "stand-in"
"""


def run(folder: Path, torchvision: str) -> subprocess.CompletedProcess[str]:
    (folder / "torchvision").mkdir()
    (folder / "torchvision" / "__init__.py").write_text(torchvision)
    start = f"import sys; sys.path.insert(0, {str(folder)!r})\n"
    return subprocess.run([sys.executable, "-c", start + IMPORT_TWICE], capture_output=True, text=True, check=False)


def test_nothing_is_declared_where_torchvision_imports(tmp_path: Path) -> None:
    assert run(tmp_path, "name = 'sound'").stdout == "imported sound declared 0\n"


def test_missing_operators_are_declared_once(tmp_path: Path) -> None:
    """The stand-in does what makes the real one fail: it gives a shape function to an operator that is not there."""
    assert run(tmp_path, REGISTERS_SHAPES).stdout == "imported stand-in declared 1\n"


def test_other_failures_are_passed_on(tmp_path: Path) -> None:
    result = run(tmp_path, "raise RuntimeError('something else')")
    assert result.returncode == 1
    assert result.stderr.endswith("RuntimeError: something else\n")
    assert "During handling" not in result.stderr  # it was not tried a second time
