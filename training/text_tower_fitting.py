"""From a BERT to a text tower that knows a trade: other languages' words, tuning, the mix, the check in eight bits."""

import json
import shutil
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

import torch
from tokenizers import Tokenizer

from catalog.attributes.vocabulary import entries
from encoders.towers.bert import BertTower
from training.corpus import Corpus
from training.foreign_words import ForeignWords, dictionary
from training.ordinary_text import HELD_OUT, TAUGHT, common_words, sentences
from training.piece_slots import fill_slots
from training.progress import Log
from training.text_judging import TextTrial, judge_finding, judge_memory, text_trial
from training.text_lessons import TextLessons, join, unseen_words
from training.text_quantisation import check_int8
from training.text_tower import TextEncoding, TextTowerRecipe, TextTowerTraining

MIXES = (0.6, 0.8, 1.0)
"""Shares of the tuned weights that are tried; the rest is the weights that tuning started from."""
LEAST_NEIGHBOURS = 0.6
"""Share of an ordinary sentence's ten nearest that must stay among them."""
SENTENCES, JUDGED_SENTENCES = 8000, 600


class Mix(NamedTuple):
    """A share of the tuned weights, and how good the tower is that has it."""

    share: float
    figures: dict[str, float]

    @property
    def worth(self) -> float:
        """What mixes are chosen by: nDCG@10, half of it over phrases with words that tuning never saw."""
        found = self.figures["nDCG@10"]
        return (found + self.figures.get("nDCG@10 unseen", found)) / 2


def fit_text_tower(recipe: TextTowerRecipe, corpora: Sequence[Corpus], bert: Path, work: Path, log: Log) -> Path:
    """Tune a BERT on corpora; goes on from what a run that was stopped left in `work`.

    Args:
        recipe: How.
        corpora: Training splits are learned from; validation splits choose the mix with the original weights.
        bert: The BERT in transformers' format, with its `tokenizer.json`.
        work: Checkpoint and figures (`text_tower.json`) lie here.
        log: What has been done so far.

    Returns:
        Folder of the tower in transformers' format, with its `tokenizer.json`; `work / "text-tower"`.

    Raises:
        QuantisationError: In eight bits the tower finds less than it must.

    Source of the mix: Wortsman et al. 2022, arXiv:2109.01903.
    """
    work.mkdir(parents=True, exist_ok=True)
    corpus, start, folder = join(corpora), widened(bert, work / "text-start"), work / "text-tower"
    training, unseen = prepare(recipe, corpus, start, work / "text_tower.pt")
    log.line(resumed_at=training.step, steps=recipe.steps, unseen_words=len(unseen))
    for _ in training.run(log):
        pass
    trial = text_trial(corpus, "validation", unseen)
    mixes = _judged_mixes(bert, training, start, trial, log)
    chosen = choose_mix(mixes[1:])
    mixed(training.original, training.tower, chosen.share).bert.save_pretrained(folder)
    _copy_companions(start, folder)
    figures = {
        "chosen": chosen.share,
        "mixes": {f"{mix.share:.2f}": mix.figures for mix in mixes},
        "int8": check_int8(folder, trial, work),
        "unseen words": sorted(unseen),
    }
    (work / "text_tower.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    log.line(chosen=chosen.share, **chosen.figures)
    return folder


def prepare(
    recipe: TextTowerRecipe, corpus: Corpus, start: Path, checkpoint: Path
) -> tuple[TextTowerTraining, frozenset[str]]:
    """The training of a corpus, and the words that are kept out of it."""
    unseen = unseen_words(query.text or "" for query in corpus.queries["train"]["words"])
    words = common_words(Tokenizer.from_file(str(start / "tokenizer.json")))
    foreign = ForeignWords(dictionary())
    lessons = TextLessons(corpus, sentences(TAUGHT, SENTENCES), words, foreign, unseen)
    return TextTowerTraining(recipe, start, lessons, checkpoint), unseen


def widened(bert: Path, folder: Path) -> Path:
    """The BERT with words of other languages in the unused places of its vocabulary, written into a folder once."""
    if (folder / "tokenizer.json").exists():
        return folder
    pairs = [(word.word, word.value) for word in dictionary()]
    english = [entry.phrase for entry in entries() if entry.meaning.language == "en"]
    described, embeddings = fill_slots(bert, pairs, english)
    tower = BertTower(bert)
    with torch.no_grad():
        for place, embedding in embeddings.items():
            tower.bert.embeddings.word_embeddings.weight[place] = torch.from_numpy(embedding)
    tower.bert.save_pretrained(folder)
    _copy_companions(bert, folder)
    (folder / "tokenizer.json").write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
    return folder


def choose_mix(mixes: Sequence[Mix], least_neighbours: float = LEAST_NEIGHBOURS) -> Mix:
    """The mix that finds best among those that have not forgotten too much; if all have, the one that forgot least."""
    remembering = [mix for mix in mixes if mix.figures["neighbours"] >= least_neighbours]
    if not remembering:
        return max(mixes, key=lambda mix: mix.figures["neighbours"])
    return max(remembering, key=lambda mix: mix.worth)


def mixed(original: BertTower, tuned: BertTower, share: float) -> BertTower:
    """The original's weights with a share of the tuned ones; both towers stay as they are."""
    own = original.state_dict()
    weights = {
        name: torch.lerp(own[name], weight, share) if weight.is_floating_point() else weight.clone()
        for name, weight in tuned.state_dict().items()
    }
    copied = deepcopy(original)
    copied.load_state_dict(weights)
    return copied


def _judged_mixes(bert: Path, training: TextTowerTraining, start: Path, trial: TextTrial, log: Log) -> list[Mix]:
    """Every share of `MIXES`, after the tower that tuning started from."""
    held_out, found = sentences(HELD_OUT, JUDGED_SENTENCES), []
    with torch.inference_mode():
        before = TextEncoding(BertTower(bert).eval(), bert / "tokenizer.json")(held_out)
    for share in (0.0, *MIXES):
        encode = TextEncoding(mixed(training.original, training.tower, share), start / "tokenizer.json")
        with torch.inference_mode():
            figures = judge_finding(encode, trial) | judge_memory(before, encode(held_out))
        log.line(mix=share, **figures)
        found.append(Mix(share, figures))
    return found


def _copy_companions(source: Path, folder: Path) -> None:
    """What stands beside the weights: how words are cut up, and how pieces become one vector."""
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "1_Pooling/config.json"):
        if (source / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, folder / name)
