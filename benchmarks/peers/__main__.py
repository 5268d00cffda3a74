"""Makes the checkpoint and the environments, measures every system in turns, and writes the table."""

import argparse
import ast
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.import_speed import noisy_photos
from benchmarks.peers.checkpoint import ARCHITECTURE, write_checkpoint
from benchmarks.report import write
from service.settings import REPOSITORY

HERE = Path(__file__).parent
KEPT = REPOSITORY / ".cache" / "bench" / "peers"
PHOTOS, SIDE = 400, 1000
Figures = dict[str, float]


def main() -> None:
    """Measure the systems that install; the others are named, with the reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", help="systems by the names of their files")
    arguments = parser.parse_args()
    checkpoint, photos = _checkpoint(), _photos()
    systems = [path for path in sorted((HERE / "systems").glob("*.py")) if path.stem in (arguments.only or [path.stem])]
    found: dict[str, list[Figures]] = {}
    failed: dict[str, str] = {}
    for _ in range(arguments.rounds):
        for system in systems:
            if system.stem in failed:
                continue
            try:
                found.setdefault(system.stem, []).append(_measured(system, checkpoint, photos))
            except RuntimeError as error:
                failed[system.stem] = str(error)
                found.pop(system.stem, None)
    figures = {
        name: {column: statistics.median(each[column] for each in rounds) for column in rounds[0]}
        for name, rounds in found.items()
    }
    reasons = "".join(f" {name} could not be measured: {reason}." for name, reason in failed.items())
    write(
        "peers",
        figures,
        f"Medians of {arguments.rounds} rounds in turns, {os.cpu_count()} cores, called in the process, without HTTP. "
        f"Every system runs the weights of one checkpoint, a {ARCHITECTURE} of open_clip, Loupe those of the bundle "
        f"that `loupe models build clip` makes of it. {PHOTOS * 3 // 4} photos of {SIDE} × {SIDE} pixels are imported "
        f"and searched, 24 hits.{reasons}",
    )


def _checkpoint() -> Path:
    folder = KEPT / "checkpoint"
    if not (folder / "text" / "model.onnx").is_file():
        write_checkpoint(folder)
    if not (folder / "loupe").is_dir():
        source = f"open_clip:{ARCHITECTURE}/{folder / 'clip.pt'}"
        loupe = Path(sys.executable).with_name("loupe")
        photos = REPOSITORY / "samples" / "photos"
        command = [str(loupe), "models", "build", "clip", "--image", source, "--photos", str(photos)]
        subprocess.run([*command, "--out", str(folder / "loupe")], check=True)
    return folder


def _photos() -> Path:
    folder = KEPT / f"photos-{SIDE}"
    if len(list(folder.glob("*.jpg"))) < PHOTOS:
        folder.mkdir(parents=True, exist_ok=True)
        noisy_photos(folder, PHOTOS, SIDE)
    return folder


def _measured(system: Path, checkpoint: Path, photos: Path) -> Figures:
    print(f"{system.stem} …", flush=True)
    python = _environment(system)
    environment = {
        **os.environ,
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "PYTHONPATH": str(REPOSITORY),
    }
    command = [str(python), str(HERE / "measuring.py"), str(system), str(checkpoint), str(photos)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "it ended without a word")
    figures: Figures = json.loads(done.stdout.strip().splitlines()[-1])
    print("  " + ", ".join(f"{name} {value:.1f}" for name, value in figures.items()), flush=True)
    return figures


def _environment(system: Path) -> Path:
    """The Python of the environment that a system asks for; ours if it asks for none."""
    wanted = _requires(system)
    if not wanted:
        return Path(sys.executable)
    folder = KEPT / "environments" / system.stem
    ready, python = folder / "ready", folder / "bin" / "python"
    if not ready.is_file():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        quiet = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        for packages in ([wanted[0]], wanted):  # torch alone first: an index with CPU builds then gives no other
            done = subprocess.run([*quiet, *packages], capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise RuntimeError(f"does not install: {done.stderr.strip().splitlines()[-1]}")
        ready.touch()
    return python


def _requires(system: Path) -> list[str]:
    """The packages that a system names, read without importing it."""
    for node in ast.parse(system.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "REQUIRES":
            return list(ast.literal_eval(node.value))
    return []


if __name__ == "__main__":
    main()
