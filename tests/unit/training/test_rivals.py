"""Rivals of a bundle's fusion are kept, found again, and never taken for those of other towers."""

from pathlib import Path

import numpy as np
import pytest
import torch

from bundles import Bundle, BundleCorruptError, BundleNotFoundError, load_bundle
from bundles.rivals import RIVALS, RivalsMismatchError, load_rivals
from fusion.base import Modality, Role
from fusion.gated import GatedFusion
from fusion.graph import EncodedModality, GraphFusion
from jewelbench.evaluation.roster import roster
from service.settings import REPOSITORY
from training.rivals import write_rivals

pytestmark = pytest.mark.filterwarnings("ignore")  # torch's exporter warns about itself


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return load_bundle(REPOSITORY / "models" / "loupe-mini")


@pytest.fixture(scope="module")
def gated(bundle: Bundle) -> GatedFusion:
    torch.manual_seed(0)
    fusion = GatedFusion(bundle.manifest.image.dim, bundle.manifest.text.dim)
    for parameter in fusion.parameters():
        torch.nn.init.normal_(parameter, std=0.05)
    return fusion.eval()


@pytest.fixture(scope="module")
def folder(bundle: Bundle, gated: GatedFusion, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("rivals") / "loupe-mini"
    write_rivals({"gated": gated}, bundle, out)
    return out


def test_a_rival_fuses_as_it_did_when_it_was_fitted(bundle: Bundle, gated: GatedFusion, folder: Path) -> None:
    rng = np.random.default_rng(0)
    image = rng.normal(size=(3, gated.image_dim)).astype(np.float32)
    text = rng.normal(size=(3, gated.text_dim)).astype(np.float32)
    image /= np.linalg.norm(image, axis=1, keepdims=True)
    text /= np.linalg.norm(text, axis=1, keepdims=True)
    rivals = load_rivals(folder, bundle)
    assert list(rivals) == ["gated"]
    photos, words = (
        EncodedModality(vectors, np.zeros((3, 1, width), np.float32), np.zeros((3, 1), bool))
        for vectors, width in ((image, bundle.manifest.image.token_width), (text, bundle.manifest.text.token_width))
    )
    served = GraphFusion(rivals["gated"], threads=1).fuse_queries(photos, words)
    with torch.inference_mode():
        parts = (
            Modality(torch.from_numpy(v), torch.zeros(3, 1, v.shape[1]), torch.zeros(3, 1).bool(), torch.ones(3).bool())
            for v in (image, text)
        )
        expected = gated(*parts, Role.QUERY)
    np.testing.assert_allclose(served.embedding, expected.embedding.numpy(), atol=2e-3)


def test_a_report_compares_with_the_rivals_that_are_kept(
    bundle: Bundle, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jewelbench.evaluation.roster.RIVALS", folder.parent)
    kept = roster(bundle.folder, threads=1)
    assert kept.baselines[-1].name == "gated fusion"
    assert not any("fusions left out" in note for note in kept.notes)
    monkeypatch.setattr("jewelbench.evaluation.roster.RIVALS", tmp_path)
    without = roster(bundle.folder, threads=1)
    assert "gated fusion" not in [retriever.name for retriever in without.baselines]
    assert any("fusions left out: There are no rivals" in note for note in without.notes)
    with pytest.raises(BundleNotFoundError):  # a folder that was named must hold some
        roster(bundle.folder, rivals=tmp_path, threads=1)


def test_rivals_of_other_towers_are_refused(bundle: Bundle, folder: Path) -> None:
    tower = bundle.manifest.text.model_copy(update={"sha256": "0" * 64})
    other = Bundle(bundle.folder, bundle.manifest.model_copy(update={"text": tower}), "f" * 64)
    with pytest.raises(RivalsMismatchError, match="fitted to other towers"):
        load_rivals(folder, other)


def test_a_rival_whose_file_was_changed_is_refused(bundle: Bundle, folder: Path, tmp_path: Path) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "gated.onnx").write_bytes(b"another")
    with pytest.raises(BundleCorruptError, match=r"gated\.onnx is not the file"):
        load_rivals(tmp_path, bundle)


def test_a_folder_without_rivals_is_named(bundle: Bundle, tmp_path: Path) -> None:
    with pytest.raises(BundleNotFoundError, match=rf"no rivals of loupe-mini in {tmp_path}"):
        load_rivals(tmp_path, bundle)


@pytest.mark.parametrize("content", ["{}", "not JSON"])
def test_a_list_of_rivals_that_is_not_understood_is_named(bundle: Bundle, tmp_path: Path, content: str) -> None:
    (tmp_path / RIVALS).write_text(content)
    with pytest.raises(BundleCorruptError, match=RIVALS):
        load_rivals(tmp_path, bundle)
