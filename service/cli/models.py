"""`loupe models`: the bundles on this machine, and how to build one."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bundles import Bundle, BundleError, load_bundle
from service.cli.building import build
from service.cli.precision import precision_table
from service.generations import bundle_folder
from service.settings import Settings

models = typer.Typer(help="The model bundles on this machine.", no_args_is_help=True)

models.add_typer(build, name="build")

Folder = Annotated[Path | None, typer.Argument(help="The bundle's folder; the one in use if left out.")]


@models.command("list")
def list_bundles() -> None:
    """The bundle in use and those beside it."""
    used = bundle_folder(Settings()).resolve()
    table = Table("", "name", "version", "folder", box=None)
    for folder in sorted({used, *(path.parent for path in used.parent.glob("*/manifest.json"))}):
        try:
            manifest = load_bundle(folder).manifest
            row = (manifest.name, manifest.version, str(folder))
        except BundleError as error:
            row = (folder.name, "unusable", str(error))
        table.add_row("*" if folder == used else "", *row)
    Console(soft_wrap=True).print(table)


@models.command()
def show(folder: Folder = None) -> None:
    """What a bundle is made of, and its figures on products held out of training."""
    bundle = _load(folder)
    manifest, console = bundle.manifest, Console(soft_wrap=True)
    console.print(f"{manifest.name} {manifest.version} ({manifest.licence})", highlight=False)
    console.print(manifest.description, markup=False, highlight=False)
    image, text, fusion = manifest.image, manifest.text, manifest.fusion
    table = Table("part", "architecture", "dim", "parameters", box=None)
    table.add_row("image", image.architecture, str(image.dim), f"{image.parameters:,}")
    table.add_row("text", text.architecture, str(text.dim), f"{text.parameters:,}")
    table.add_row("fusion", fusion.method, str(fusion.dim), f"{fusion.parameters:,}")
    console.print(table)
    for task, metrics in manifest.metrics.items():
        figures = ", ".join(f"{metric} {value:.3f}" for metric, value in metrics.items())
        console.print(f"{task}: {figures}", markup=False, highlight=False)
    if manifest.precision is not None:
        console.print(precision_table(manifest.precision))
    console.print(f"fingerprint {bundle.fingerprint}", highlight=False)


@models.command()
def verify(folder: Folder = None) -> None:
    """Check every file of a bundle against its manifest."""
    bundle = _load(folder)
    files = len(bundle.manifest.files)
    Console(soft_wrap=True).print(f"{bundle.folder}: all {files} files are what the manifest says.", highlight=False)


@models.command()
def heads(
    benchmark: Annotated[Path, typer.Option(help="A JewelBench of size m, from `jewelbench make`.", exists=True)],
    folder: Annotated[Path, typer.Argument(help="The bundle's folder; its manifest is rewritten.", exists=True)],
) -> None:
    """Fit the attribute heads of a bundle: what a photo shows, in words. Needs the packages of the extra “train”."""
    try:
        from training.attribute_heads import fit_attribute_heads
        from training.progress import Log
    except ModuleNotFoundError as error:
        raise typer.BadParameter(
            f"{error.name} is not installed. Install what training needs: pip install 'loupe-search[train]'."
        ) from error
    fit_attribute_heads(benchmark, folder, Log())


def _load(folder: Path | None) -> Bundle:
    return load_bundle(folder or bundle_folder(Settings()))
