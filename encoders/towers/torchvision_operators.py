"""Lets torchvision import beside a torch build whose operators it was not compiled for.

torchvision registers shape functions for `torchvision::nms` at import. Where its compiled part does not load (a CPU
build of torch beside the CUDA build of torchvision that package indexes serve), those operators do not exist, and the
import fails, taking timm, open_clip and transformers with it. None of our towers detects boxes, so declaring the two
operators is enough.
"""

import importlib

import torch

_declared: list[torch.library.Library] = []  # operators live only as long as their library object


def ensure_torchvision_imports() -> None:
    """Declare torchvision's missing operators, only if importing torchvision fails for want of them.

    Call before importing timm, open_clip or transformers. Does nothing where torch and torchvision match.

    Raises:
        ImportError: torchvision is not installed.
        RuntimeError: torchvision fails to import for any other reason.
    """
    try:
        importlib.import_module("torchvision")
    except RuntimeError as error:
        if "torchvision::nms does not exist" not in str(error) or _declared:
            raise
        library = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]
        library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")  # type: ignore[no-untyped-call]
        library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")  # type: ignore[no-untyped-call]
        _declared.append(library)
        importlib.import_module("torchvision")
