import shutil
from pathlib import Path

import pytest
import torch

from encoders.towers.bert import BertTower

IDS = torch.tensor([[101, 7, 8, 9, 102], [101, 5, 102, 0, 0]]).clamp(max=199)
MASK = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])


def test_bert_base_gives_768_numbers_a_text_and_a_word_piece(tmp_path: Path) -> None:
    from transformers import BertConfig

    BertConfig().save_pretrained(tmp_path)  # transformers' defaults are BERT-base
    tower = BertTower(tmp_path, random_weights=True).eval()
    encoding = tower(IDS, MASK)
    assert (tower.dim, tower.token_width) == (768, 768)
    assert encoding.vector.shape == (2, 768)
    assert encoding.tokens.shape == (2, 5, 768)
    assert encoding.mask.dtype == torch.bool
    assert torch.equal(encoding.mask, MASK.bool())


def test_the_vector_is_the_mean_of_the_real_pieces(small_bert: Path) -> None:
    encoding = BertTower(small_bert).eval()(IDS, MASK)
    assert torch.allclose(encoding.vector[0], encoding.tokens[0].mean(dim=0), atol=1e-6)
    assert torch.allclose(encoding.vector[1], encoding.tokens[1, :3].mean(dim=0), atol=1e-6)


def test_a_local_folder_gives_the_pieces_of_the_network_that_was_saved(small_bert: Path) -> None:
    from transformers import BertModel

    saved = BertModel.from_pretrained(small_bert).eval()(input_ids=IDS, attention_mask=MASK).last_hidden_state
    assert torch.equal(BertTower(small_bert).eval()(IDS, MASK).tokens, saved)


def test_random_weights_are_not_those_of_the_folder(small_bert: Path) -> None:
    loaded = BertTower(small_bert).eval()(IDS, MASK).vector
    torch.manual_seed(1)  # the folder's own were drawn by another one
    fresh = BertTower(small_bert, random_weights=True).eval()(IDS, MASK).vector
    assert not torch.allclose(fresh, loaded, atol=1e-2)


def test_padding_does_not_change_a_texts_vector(small_bert: Path) -> None:
    tower = BertTower(small_bert).eval()
    alone = tower(IDS[1:, :3], MASK[1:, :3])
    padded = tower(IDS[1:], MASK[1:])
    assert torch.allclose(alone.vector, padded.vector, atol=1e-6)
    assert torch.allclose(alone.tokens, padded.tokens[:, :3], atol=1e-6)


def test_a_text_without_a_real_piece_gives_numbers(small_bert: Path) -> None:
    vector = BertTower(small_bert).eval()(IDS, torch.zeros_like(MASK)).vector
    assert torch.equal(vector, torch.zeros_like(vector))


@pytest.mark.parametrize("kind", ["Roberta", "DistilBert", "XLMRoberta", "MPNet", "Albert"])
def test_relatives_of_bert_give_their_pieces_too(kind: str, tmp_path: Path) -> None:
    import transformers

    shape = {"vocab_size": 200, "hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = getattr(transformers, f"{kind}Config")(**shape, intermediate_size=64)
    saved = getattr(transformers, f"{kind}Model")(config).eval()
    saved.save_pretrained(tmp_path)
    encoding = BertTower(tmp_path).eval()(IDS, MASK)
    expected = saved(input_ids=IDS, attention_mask=MASK).last_hidden_state
    assert torch.allclose(encoding.tokens, expected, atol=1e-6)
    assert torch.allclose(encoding.vector[0], expected[0].mean(dim=0), atol=1e-6)


def test_the_class_token_is_the_vector_where_the_checkpoint_says_so(small_bert: Path, tmp_path: Path) -> None:
    shutil.copytree(small_bert, tmp_path / "bert")
    (tmp_path / "bert" / "1_Pooling").mkdir()
    (tmp_path / "bert" / "1_Pooling" / "config.json").write_text('{"pooling_mode_cls_token": true}')
    encoding = BertTower(tmp_path / "bert").eval()(IDS, MASK)
    assert torch.equal(encoding.vector, encoding.tokens[:, 0])


def test_a_network_of_another_family_is_an_error(tmp_path: Path) -> None:
    from transformers import T5Config, T5Model

    config = T5Config(vocab_size=50, d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2, decoder_start_token_id=0)
    T5Model(config).save_pretrained(tmp_path)
    with pytest.raises(ValueError, match="t5, which is not of the BERT family"):
        BertTower(tmp_path)


def test_hub_weights_are_asked_for_by_the_given_name(monkeypatch: pytest.MonkeyPatch, small_bert: Path) -> None:
    from transformers import AutoModel

    asked: list[str] = []
    from_local = AutoModel.from_pretrained

    def from_pretrained(name: str, **options: object) -> object:
        asked.append(name)
        return from_local(small_bert, **options)

    monkeypatch.setattr(AutoModel, "from_pretrained", from_pretrained)
    monkeypatch.setattr("encoders.towers.bert._pooling", lambda name: asked.append(name) or {})
    BertTower()
    BertTower("sentence-transformers/all-MiniLM-L6-v2")
    assert asked == ["bert-base-uncased"] * 2 + ["sentence-transformers/all-MiniLM-L6-v2"] * 2
