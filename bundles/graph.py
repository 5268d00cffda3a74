"""The one runtime that serves every graph of a bundle."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from bundles.errors import BundleCorruptError


class Graph:
    """An ONNX graph on ONNX Runtime's CPU provider. Safe to call from several threads; the GIL is free meanwhile."""

    def __init__(self, path: Path, *, threads: int | None = None, awake: bool = False) -> None:
        """Open the graph.

        Args:
            path: An .onnx file.
            threads: Threads for one call; None takes every core.
            awake: Whether threads that share a call stay awake until it ends, since to be woken takes longer than most
                layers. It is quicker where nothing else wants the cores meanwhile, and slower where something does.

        Raises:
            BundleCorruptError: The runtime cannot read the file.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or 0
        options.log_severity_level = 3  # warnings about the graph are of no use to who serves it
        options.add_session_config_entry("session.intra_op.allow_spinning", "1" if awake else "0")
        options.add_session_config_entry("session.force_spinning_stop", "1")  # idle threads leave the cores alone
        options.add_session_config_entry("session.x64quantprecision", "1")  # int8 overflows on processors without VNNI
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the runtime raises its own undocumented family of errors
            raise BundleCorruptError(f"{path} cannot be opened as an ONNX graph: {error}") from error
        self.inputs: tuple[str, ...] = tuple(source.name for source in self._session.get_inputs())
        self.outputs: tuple[str, ...] = tuple(result.name for result in self._session.get_outputs())

    def run(self, feeds: Mapping[str, NDArray[np.generic]], outputs: Sequence[str]) -> list[NDArray[np.float32]]:
        """Compute the named outputs from the named inputs."""
        results: list[NDArray[np.float32]] = self._session.run(list(outputs), dict(feeds))
        return results
