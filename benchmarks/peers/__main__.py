"""Makes the checkpoint and the environments, measures every system in turns, and writes the tables."""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.import_speed import noisy_photos
from benchmarks.peers.agreement import ALIKE, agreement
from benchmarks.peers.checkpoint import ARCHITECTURE, write_checkpoint
from benchmarks.peers.environments import ABSENT, DoesNotInstallError, constant, last_line, python_of
from benchmarks.peers.ratios import TARGETS, ratios
from benchmarks.report import write
from service.settings import REPOSITORY

HERE = Path(__file__).parent
KEPT = REPOSITORY / ".cache" / "bench" / "peers"
SAMPLES = REPOSITORY / "samples" / "photos"
SIDE = 1000
OVERLAPS = {"loupe": 0.9, "loupe_fp32": 1.0}
"""Bundles to build of the checkpoint: the builder's own choice of precision, and one that may lose nothing."""
REFERENCE = "loupe_fp32"
PATIENCE = 900  # seconds for one system in one round
Figures = dict[str, float]


class NotMeasuredError(Exception):
    """A system cannot be measured; the message says why."""


def main() -> None:
    """Measure the systems that install; the others are named, with the reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--photos", type=int, default=160, help="a quarter of them is not imported but asked with")
    parser.add_argument("--only", nargs="+", help="systems by the names of their files")
    arguments = parser.parse_args()
    checkpoint = _checkpoint()
    photos = _photos(arguments.photos)
    systems = [path for path in sorted((HERE / "systems").glob("*.py")) if path.stem in (arguments.only or [path.stem])]
    found, failed = _in_turns(systems, arguments.rounds, checkpoint, photos)
    rounds = {name: [each["figures"] for each in told] for name, told in found.items()}
    figures = {
        name: {column: statistics.median(each[column] for each in told) for column in told[0]}
        for name, told in rounds.items()
    }
    write("peers", figures, _about(arguments.rounds, arguments.photos, checkpoint, found, failed))
    runtimes = {path.stem: str(constant(path, "RUNTIME", "")) for path in systems}
    compared = {
        f"{loupe} to the best with {runtime}: {column}": values
        for loupe in OVERLAPS
        for runtime, targets in TARGETS.items()
        if (peers := {name: told for name, told in rounds.items() if runtimes[name] == runtime}) and loupe in rounds
        for column, values in ratios(rounds[loupe], peers, targets).items()
    }
    if compared:
        write(
            "peer_ratios",
            compared,
            f"Loupe's figures divided by those of whichever peer was best in the same round; medians of "
            f"{arguments.rounds} rounds with their range. A time should be at most its target, a rate at least; 1 "
            "where that is met.",
        )


def _in_turns(
    systems: Sequence[Path], rounds: int, checkpoint: Path, photos: Path
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, str]]:
    """What each system told in every round; and why some told nothing."""
    pythons: dict[Path, Path] = {}
    failed: dict[str, str] = {}
    for system in systems:
        try:
            pythons[system] = python_of(system, KEPT / "environments")
        except DoesNotInstallError as error:
            failed[system.stem] = str(error)
    found: dict[str, list[dict[str, Any]]] = {}
    for _ in range(rounds):
        for system, python in pythons.items():
            if system.stem in failed:
                continue
            try:
                found.setdefault(system.stem, []).append(_measured(system, python, checkpoint, photos))
            except NotMeasuredError as error:
                failed[system.stem] = str(error)
                found.pop(system.stem)
    return found, failed


def _measured(system: Path, python: Path, checkpoint: Path, photos: Path) -> dict[str, Any]:
    print(f"{system.stem} …", flush=True)
    environment = {
        **os.environ,
        "ANONYMIZED_TELEMETRY": "false",
        "DO_NOT_TRACK": "1",
        "HF_HUB_OFFLINE": "1",
        "PYTHONPATH": str(REPOSITORY),
        "TOKENIZERS_PARALLELISM": "false",
    }
    command = [str(python), str(HERE / "measuring.py"), str(system), str(checkpoint), str(photos)]
    began = time.monotonic()
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired as error:
        raise NotMeasuredError(f"it took longer than {PATIENCE} s") from error
    if done.returncode != 0:
        raise NotMeasuredError(last_line(done.stderr))
    told: dict[str, Any] = json.loads(last_line(done.stdout))
    print("  " + ", ".join(f"{name} {value:.1f}" for name, value in told["figures"].items()))
    print(f"  in {time.monotonic() - began:.0f} s", flush=True)
    return told


def _about(
    rounds: int,
    photos: int,
    checkpoint: Path,
    found: Mapping[str, Sequence[Mapping[str, Any]]],
    failed: Mapping[str, str],
) -> str:
    """What was measured and how, what the systems have in common, and which are missing."""
    asked = photos // 4
    parts = [
        f"Medians of {rounds} rounds in turns, called in the process, without HTTP, each system with its own defaults "
        f"on all {os.cpu_count()} cores. Every system runs the weights of one checkpoint, a {ARCHITECTURE} of "
        f"open_clip at random weights. How fast a network is does not depend on them, but which precision Loupe's "
        f"builder lets through does. {photos - asked} photos of {SIDE} × {SIDE} "
        f"pixels are imported, {asked} others asked with, 24 hits. On import Loupe also encodes and fuses each "
        "product's words and keeps its photo, the others encode photos only.",
        *(_precision(name, checkpoint / name) for name in OVERLAPS if name in found),
    ]
    if REFERENCE in found and len(found) > 1:
        compared = agreement({name: told[0]["vectors"] for name, told in found.items()}, REFERENCE)
        strangers = [name for name, cosine in compared.same.items() if cosine < ALIKE]
        lowest = min(compared.same, key=lambda name: compared.same[name])
        parts.append(
            f"Their vectors of one photo have a cosine of at least {compared.same[lowest]:.5f} ({lowest}) with those "
            f"of {REFERENCE}, those of different photos of at most {compared.others:.5f}."
            + (f" NOT ONE NETWORK: {', '.join(strangers)}." if strangers else "")
        )
    parts += [f"{name} could not be measured: {reason}." for name, reason in {**failed, **ABSENT}.items()]
    return " ".join(parts)


def _precision(name: str, bundle: Path) -> str:
    towers = json.loads((bundle / "figures.json").read_text(encoding="utf-8"))["towers"]
    kept = {kind: facts["kept"] for kind, facts in towers.items()}
    return (
        f"{name} is the bundle of it that `loupe models build clip --overlap {OVERLAPS[name]:g}` makes, which serves "
        f"the image tower in {kept['image']} and the text tower in {kept['text']}."
    )


def _checkpoint() -> Path:
    folder = KEPT / "checkpoint"
    made = folder / "made"
    if not made.is_file():
        print("Making the checkpoint, a minute or so …", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        write_checkpoint(folder, min(SAMPLES.glob("*.jpg")))
        made.touch()
    source, loupe = f"open_clip:{ARCHITECTURE}/{folder / 'clip.pt'}", Path(sys.executable).with_name("loupe")
    for name, overlap in OVERLAPS.items():
        if not (folder / name).is_dir():
            command = [str(loupe), "models", "build", "clip", "--image", source, "--photos", str(SAMPLES)]
            command += ["--overlap", str(overlap), "--work", str(folder / "loupe.work"), "--out", str(folder / name)]
            subprocess.run(command, check=True)
    shutil.rmtree(folder / "loupe.work", ignore_errors=True)
    return folder


def _photos(count: int) -> Path:
    folder = KEPT / f"photos-{count}-{SIDE}"
    if len(list(folder.glob("*.jpg"))) < count:
        folder.mkdir(parents=True, exist_ok=True)
        noisy_photos(folder, count, SIDE)
    return folder


if __name__ == "__main__":
    main()
