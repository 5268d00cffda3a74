from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from jewelbench.evaluation.baselines.basic import harris, min_normalised, semantic_projection
from jewelbench.evaluation.baselines.bm25 import Bm25
from jewelbench.evaluation.baselines.colour_histogram import ColourHistogram
from jewelbench.evaluation.baselines.foreground import bounding_square, foreground, read_rgb, to_lab
from jewelbench.evaluation.baselines.hog import SIDE, Hog, oriented_gradients
from jewelbench.evaluation.baselines.sift_vlad import SiftVlad, principal_axes
from jewelbench.evaluation.baselines.weighted_sum import blend
from jewelbench.evaluation.photo_retriever import PhotoRetriever, Remembered
from jewelbench.evaluation.retriever import UNLIKE, Packshots, Vectors
from jewelbench.evaluation.tower_similarities import Similarities, either
from jewelbench.release import ProductRecord, QueryRecord
from jewelbench.specs.spec import Spec


def product(name: str, *packshots: str, title: str = "", description: str = "") -> ProductRecord:
    return ProductRecord(
        product_id=name,
        family=name,
        split="test",
        spec=Spec(category="ring", style="band", metal="silver"),
        attributes={},
        look={},
        title=title,
        description=description,
        packshots=packshots,
    )


def draw(path: Path, colour: str, shape: str, corner: int = 30, backdrop: str = "white") -> Path:
    image = Image.new("RGB", (160, 160), backdrop)
    pen = ImageDraw.Draw(image)
    box = (corner, corner, corner + 70, corner + 70)
    if shape == "disc":
        pen.ellipse(box, fill=colour)
    else:
        pen.rectangle(box, fill=colour)
        pen.line(box, fill="black", width=5)
    image.save(path)
    return path


def test_a_product_counts_by_its_best_packshot() -> None:
    packshots = Packshots([product("a", "a0", "a1"), product("b", "b0")])
    assert packshots.photo_ids == ["a0", "a1", "b0"]
    assert packshots.best(np.array([[0.1, 0.7, 0.3]], dtype=np.float32))[0] == pytest.approx([0.7, 0.3])


def test_a_product_without_a_packshot_is_like_no_photo() -> None:
    packshots = Packshots([product("bare"), product("a", "a0"), product("bare too"), product("b", "b0", "b1")])
    assert packshots.bare.tolist() == [0, 2]
    found = packshots.best(np.array([[0.1, -0.7, 0.3], [0.2, 0.4, 0.1]], dtype=np.float32))
    assert found == pytest.approx(np.array([[UNLIKE, 0.1, UNLIKE, 0.3], [UNLIKE, 0.2, UNLIKE, 0.4]]))


def test_a_catalogue_without_any_packshot_is_refused() -> None:
    with pytest.raises(ValueError, match="no product has a packshot"):
        Packshots([product("bare")])


def test_the_words_of_a_product_are_title_and_description() -> None:
    assert product("a", title="Gold ring.", description="Made by hand.").words() == "Gold ring. Made by hand"
    assert product("a").words() == ""


class Brightness:
    """A descriptor that counts how often it is asked."""

    asked = fitted = 0

    def fit(self, paths: list[Path]) -> None:
        self.fitted += 1

    def describe(self, paths: list[Path]) -> Vectors:
        self.asked += len(paths)
        levels = np.array([read_rgb(path).mean() / 255 for path in paths])
        return np.stack([levels, np.sqrt(1 - levels**2)], axis=1).astype(np.float32)


def test_photos_are_described_once_and_queries_of_words_abstained_from(tmp_path: Path) -> None:
    photos = {name: draw(tmp_path / f"{name}.png", name, "disc", backdrop=name) for name in ("black", "white", "grey")}
    inner = Brightness()
    shared = Remembered(inner)
    PhotoRetriever("another", shared).index([product("a", "black"), product("b", "white")], photos)
    retriever = PhotoRetriever("brightness", shared)
    retriever.index([product("a", "black"), product("b", "white")], photos)
    queries = [
        QueryRecord(query_id="1", photo="grey", relevant=()),
        QueryRecord(query_id="2", text="a ring", relevant=()),
        QueryRecord(query_id="3", photo="white", text="a ring", relevant=()),
    ]
    for _ in range(2):
        scores = retriever.scores(queries, photos)
        assert np.isnan(scores).all(axis=1).tolist() == [False, True, False]
        assert scores[2].argmax() == 1
    assert (inner.asked, inner.fitted) == (3, 1)


def test_the_foreground_is_what_differs_from_the_border(tmp_path: Path) -> None:
    lab = to_lab(read_rgb(draw(tmp_path / "a.png", "red", "square", 40)))
    weight = foreground(lab)
    assert weight[70, 70] == 1
    assert weight[10, 10] == 0
    left, top, right, bottom = bounding_square(weight, margin=0)
    assert (left, top, right, bottom) == pytest.approx((40, 40, 111, 111), abs=2)


def test_a_histogram_sees_the_colour_of_the_piece_and_not_of_the_backdrop(tmp_path: Path) -> None:
    paths = [
        draw(tmp_path / "0.png", "gold", "disc"),
        draw(tmp_path / "1.png", "gold", "disc", 60, "lightgrey"),
        draw(tmp_path / "2.png", "navy", "disc"),
    ]
    vectors = ColourHistogram().describe(paths)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1)
    assert vectors[0] @ vectors[1] > 0.8 > 0.2 > vectors[0] @ vectors[2]


def test_hog_sees_the_shape_wherever_it_stands(tmp_path: Path) -> None:
    paths = [
        draw(tmp_path / "0.png", "gold", "disc"),
        draw(tmp_path / "1.png", "navy", "disc", 60),
        draw(tmp_path / "2.png", "gold", "square"),
    ]
    vectors = Hog().describe(paths)
    assert vectors[0] @ vectors[1] > 0.95 > vectors[0] @ vectors[2]


def test_hog_agrees_with_its_definition() -> None:
    ramp = np.tile(np.linspace(0, 1, SIDE, dtype=np.float32), (SIDE, 1))
    vector = oriented_gradients(ramp).reshape(7, 7, 4, 9)
    assert np.allclose(vector[..., 1:8], 0, atol=1e-6)  # gradients along x lie between the first bin and the last
    assert np.allclose(vector[1:-1, 1:-1, :, 0], vector[1:-1, 1:-1, :, 8], atol=1e-5)
    assert vector[3, 3, 0, 0] > 0
    assert not oriented_gradients(np.zeros((SIDE, SIDE), dtype=np.float32)).any()


def test_vlad_finds_a_picture_again_and_knows_one_without_features(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    paths = []
    for number in range(6):
        path = tmp_path / f"{number}.png"
        Image.fromarray(rng.integers(0, 255, (20, 20, 3)).astype(np.uint8)).resize((160, 160)).save(path)
        paths.append(path)
    Image.new("RGB", (160, 160), "white").save(tmp_path / "blank.png")
    descriptor = SiftVlad()
    descriptor.fit(paths)
    gallery = descriptor.describe(paths)
    with Image.open(paths[2]) as image:
        image.crop((8, 8, 160, 160)).save(tmp_path / "shifted.png")
    vectors = descriptor.describe([tmp_path / "shifted.png", tmp_path / "blank.png"])
    assert (vectors[0] @ gallery.T).argmax() == 2
    assert not vectors[1].any()


def test_principal_axes_are_those_of_the_covariance() -> None:
    rows = np.random.default_rng(0).normal(size=(20, 50)) * np.linspace(3, 0.1, 50)
    rows -= rows.mean(axis=0)
    axes = principal_axes(rows.astype(np.float32), 5)
    _, _, expected = np.linalg.svd(rows, full_matrices=False)
    assert np.abs((axes * expected[:5]).sum(axis=1)) == pytest.approx(1, abs=1e-4)


def test_bm25_reads_titles_and_descriptions_and_ties_on_strange_words() -> None:
    retriever = Bm25()
    retriever.index([product("a", "x", title="Silver ring"), product("b", "y", description="A sapphire pendant")], {})
    asked = [
        QueryRecord(query_id="1", text="pendant with sapphire", relevant=()),
        QueryRecord(query_id="2", text="戒指", relevant=()),
        QueryRecord(query_id="3", photo="x", relevant=()),
    ]
    scores = retriever.scores(asked, {})
    assert scores[0, 1] > scores[0, 0]
    assert scores[1].tolist() == [0, 0]
    assert np.isnan(scores[2]).all()


def test_a_query_of_one_modality_is_answered_by_its_tower() -> None:
    image, text = np.array([[1.0], [2.0], [3.0], [4.0]]), np.array([[5.0], [6.0], [7.0], [8.0]])
    found = Similarities(
        image.astype(np.float32),
        text.astype(np.float32),
        np.array([True, True, False, False]),
        np.array([True, False, True, False]),
    )
    scores = either(found, blend(found, 0.25))
    assert scores[:3, 0].tolist() == [4.0, 2.0, 7.0]
    assert np.isnan(scores[3, 0])


def test_the_semantic_projection_keeps_what_words_explain() -> None:
    rng = np.random.default_rng(0)
    words = rng.normal(size=(200, 6)).astype(np.float32)
    image = np.concatenate([words @ rng.normal(size=(6, 4)), 3 * rng.normal(size=(200, 8))], axis=1)
    projection = semantic_projection((image - image.mean(axis=0)).astype(np.float32), words - words.mean(axis=0))
    assert np.allclose(projection @ projection, projection, atol=1e-8)
    kept = np.diag(projection)
    assert kept[:4].min() > 0.95 > 0.1 > kept[4:].max()


def test_harris_wants_both() -> None:
    one = np.array([[1.0, 2.0, 0.0]], dtype=np.float32)
    other = np.array([[1.0, 0.0, 0.0]], dtype=np.float32)
    assert harris(one, other)[0] == pytest.approx([1 - 0.1 * 4, -0.1 * 4, 0])
    assert min_normalised(np.array([[-0.5, 0.0, 1.0]], dtype=np.float32), -0.25)[0].tolist() == [0, 1, 5]
