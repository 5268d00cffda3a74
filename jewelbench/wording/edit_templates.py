"""Templates of the words that change a piece; each belongs to the training or to the test wording.

Slots: `after` and `before` the values, `a_after` with an article or in the plural, `piece` what the target is called,
`a_piece` the same with an article, `band` the part that is wide or thin, `small` what the small stones are.
"""

from collections.abc import Mapping
from typing import Literal

from jewelbench.specs.edits import EditKind
from jewelbench.wording.splits import Pool, pool

EDITS: Mapping[EditKind | Literal["shorter", "longer", "smaller stones", "larger stones"], Pool] = {
    "metal": pool(
        "same but in {after}", "in {after}", "in {after} instead", "like this but in {after}", "but {after}",
        "make it {after}", "{after} please", "not {before}, {after} please", "the same in {after}",
        "not {old_look}, {after} please", "nothing {old_look}, i want {after}", "no {old_look} metal, {after} instead",
        "this one in {after}?", "do you have this in {after}", "{after} instead of {before}",
        "swap {before} for {after}",
        "identical but {after}", "i'd prefer {after}", "change the metal to {after}", "{after} version",
        "same design, {after}", "could i get it in {after}", "exactly this, only in {after}", "made of {after} instead",
        "rather in {after} than in {before}", "is there one in {after}", "with {after} instead of the {before}",
    ),
    "second metal": pool(
        "with {after} instead of {before}", "with {after} as the second metal", "second colour in {after}",
        "combined with {after}", "{after} accents instead", "the {before} part in {after}",
        "replace {before} by {after}",
        "mixed with {after} instead", "two-tone with {after}", "same, but with {after} parts",
        "the other metal should be {after}", "pair it with {after}, not {before}",
        "{after} instead of the {before} part",
    ),
    "finish": pool(
        "in a {after} finish", "{after} finish", "but {after}", "{after} instead", "same but {after}",
        "make it {after}",
        "with a {after} surface", "{after} rather than {before}", "not {before}, {after}",
        "less {before}, more {after}",
        "the {after} version", "{after} texture please", "is there a {after} one", "like this, only {after}",
        "with {after} metal", "surface {after} please",
    ),
    "stone": pool(
        "with {a_after}", "with {after} instead of {before}", "like this with {a_after}",
        "swap the {before} for {after}",
        "but with {a_after}", "{after} instead", "not {before}, {after}", "same with {a_after}",
        "change the {stones} to {after}",
        "{after} in place of {before}", "i'd rather have {a_after}", "make the {stones} {after}", "but {after}",
        "with {a_after} in its place", "no {before}, {after} please", "replace the {before} with {a_after}",
        "this but {after}", "the {after} version of this", "can it be set with {a_after}?",
        "set with {a_after} instead",
    ),
    "accent": pool(
        "with {small} in {after}", "{after} for the {small}", "with {after} {small}", "the {small} in {after} please",
        "{small}: {after} instead of {before}", "change the {small} to {after}", "{after} {small} instead",
        "same but with {after} {small}", "not {before} for the {small}, {after}", "swap the {small} to {after}",
        "i want {after} {small}", "make the {small} {after}", "like this with {after} {small}",
        "{after} rather than {before} for the {small}",
    ),
    "pearl": pool(
        "with {a_after}", "with {a_after} instead", "{after} instead of {before}", "same but with {a_after}",
        "not the {before}, {a_after}", "swap it for {a_after}", "{after} please", "like this with {a_after}",
        "replace the {before} by {a_after}", "but {after}", "i'd rather have {a_after}", "change to {after}",
    ),
    "cut": pool(
        "{after} instead", "with {a_stone}", "make it {a_after}", "{after} please", "{after} shape instead",
        "same stone but {after}", "{after} rather than {before}", "like this, {after}", "not {before}, {after}",
        "change the cut to {after}", "with {a_stone} instead", "{after} instead of {before}", "as {a_after}",
        "do you have it with {a_stone}", "the {stones} {after}, please", "i prefer {a_stone}", "but with {a_stone}",
    ),
    "setting": pool(
        "{after} instead", "in a {holder} setting", "same but {after}", "{after} rather than {before}",
        "make it {after}",
        "with a {holder} setting", "{holder} setting please", "not the {old_holder} setting, {holder} instead",
        "the {stones} {after}", "not {before}, {after}", "like this but {after}", "i'd prefer it {after}",
        "with the {stones} {after}", "change to {after}", "is there a {after} version",
    ),
    "halo added": pool(
        "with a halo", "add a halo", "same with a halo around the stone", "with a halo of small stones", "plus a halo",
        "put a halo around it", "but with a halo", "a halo version", "surrounded by a halo", "could it have a halo",
        "with small stones around the centre", "make it a halo", "the centre ringed by small stones",
        "like this with a halo", "i want a ring of little stones around it",
    ),
    "halo removed": pool(
        "without the halo", "no halo", "just the stone, no halo", "minus the halo", "same without a halo",
        "drop the halo", "remove the halo", "leave out the halo", "plainer, without the halo", "only the centre stone",
        "lose the halo", "but no halo please", "i don't want the halo", "without stones around the centre",
        "the single stone only", "skip the halo",
    ),
    "pave added": pool(
        "with pavé", "with a pavé {band}", "add pavé", "with small stones on the {band}", "plus pavé stones",
        "same but with pavé", "pavé on the {band} please", "with little stones along the {band}",
        "make the {band} pavé",
        "sparklier, with pavé", "a pavé version", "can the {band} have small stones", "with stones set into the {band}",
        "but the {band} paved with stones",
    ),
    "pave removed": pool(
        "without pavé", "with a plain {band}", "no pavé", "plain {band} please", "without stones on the {band}",
        "no small stones on the {band}", "same without the pavé", "leave off the pavé", "just a plain {band}",
        "remove the stones from the {band}", "smooth {band} instead", "simpler {band}, no pavé",
        "not so sparkly, no stones on the {band}", "drop the pavé",
    ),
    "thinner": pool(
        "thinner", "thinner {band}", "narrower", "slimmer {band}", "a more delicate {band}", "less chunky",
        "with a slimmer {band}", "not so thick", "finer", "same but thinner", "daintier", "make it slimmer",
        "too wide, thinner please", "with a narrower {band}", "a skinnier version", "the {band} should be finer",
        "less wide", "{band} too thick, go thinner",
    ),
    "wider": pool(
        "wider", "thicker {band}", "broader", "a wider {band}", "chunkier", "with a thicker {band}", "bolder",
        "same but wider", "make it chunkier", "too thin, wider please", "with a broader {band}", "a heavier version",
        "not so thin", "the {band} should be thicker", "more substantial", "less dainty", "{band} too thin, go wider",
        "beefier {band}",
    ),
    "smaller stone": pool(
        "with a smaller stone", "smaller stone", "tinier stone", "same with a smaller stone", "the stone is too big",
        "not such a big stone", "smaller gem please", "with a more modest stone", "a daintier stone",
        "with a little stone", "make the stone smaller", "petite stone instead", "stone one size down",
    ),
    "larger stone": pool(
        "with a bigger stone", "larger stone", "bigger gem", "same with a larger stone", "the stone is too small",
        "with a statement stone", "a chunkier stone", "make the stone bigger", "bigger rock please", "upsize the stone",
        "with a more generous stone", "stone one size up", "more carats", "not such a tiny stone",
    ),
    "smaller stones": pool(
        "with smaller {stones}", "smaller {stones}", "same with smaller {stones}", "the {stones} are too big",
        "not such big {stones}", "tinier {stones} please", "daintier {stones}", "make the {stones} smaller",
        "with little {stones}", "petite {stones} instead", "{stones} one size down", "less big {stones}",
    ),
    "larger stones": pool(
        "with bigger {stones}", "larger {stones}", "same with larger {stones}", "the {stones} are too small",
        "not such tiny {stones}", "bigger {stones} please", "chunkier {stones}", "make the {stones} bigger",
        "with more generous {stones}", "statement {stones} instead", "{stones} one size up", "less tiny {stones}",
    ),
    "smaller": pool(
        "smaller", "same but smaller", "a smaller one", "a mini version", "in a smaller size",
        "too big, smaller please",
        "make it smaller", "not so large", "more petite", "a tinier version", "scaled down", "less big",
    ),
    "larger": pool(
        "bigger", "larger", "same but bigger", "a larger one", "an oversized version", "in a bigger size",
        "too small, bigger please", "make it larger", "not so small", "a bigger version", "scaled up", "more statement",
    ),
    "shorter": pool(
        "shorter", "same but shorter", "a shorter one", "too long, shorter please", "not so long", "make it shorter",
        "in a shorter length", "a shorter version",
    ),
    "longer": pool(
        "longer", "same but longer", "a longer one", "too short, longer please", "not so short", "make it longer",
        "in a longer length", "a longer version",
    ),
    "motif": pool(
        "with {a_after} instead", "with {a_after}", "with {a_after} instead of the {before}", "{after} not {before}",
        "same but with {a_after}", "swap the {before} for {a_after}", "like this with {a_after}", "but {a_after}",
        "{after} version", "do you have it with {a_after}", "as {a_after}", "replace the {before} by {a_after}",
        "a {piece} like this but with {a_after}", "{a_after} rather than {before}",
    ),
    "letter": pool(
        "with the letter {after}", "letter {after} instead", "with {a_after} instead of {a_before}", "initial {after}",
        "same but {after}", "with my initial, {after}", "the same with {a_after}", "change the letter to {after}",
        "{after} not {before}", "{after} in place of {before}", "do you have {a_after}", "make it {a_after}",
    ),
    "chain": pool(
        "with a {after} chain", "{after} chain", "on a {after} chain", "{after} chain instead",
        "same on a {after} chain", "{after} links instead of {before}", "not {before}, {after} chain please",
        "with {after} links",
        "change the chain to {after}", "but a {after} chain", "a {after} chain rather than {before}",
        "like this with {after} links",
    ),
    "engraving": pool(
        "with a {after}", "{after} instead", "engraved with a {after}", "a {after} rather than the {before}",
        "same but with a {after}", "change the engraving to a {after}", "not the {before}, a {after}",
        "with a {after} engraving", "like this with a {after}", "do you have it with a {after}",
    ),
    "enamel": pool(
        "with {a_after}", "in {colour}", "{colour} instead of {old_colour}", "same with {a_after}", "{after} please",
        "but {colour}", "not {old_colour}, {colour}", "{after} instead", "change the colour to {colour}",
        "with {colour} rather than {old_colour}", "is there one in {colour}", "like this in {colour}",
        "make the {part} {colour}",
    ),
    "cord": pool(
        "with {after}", "on {after}", "{after} instead", "{after} instead of {before}", "same but {after}",
        "but with {after}", "not {before}, {after}", "swap the {before} for {after}", "change to {after}",
        "{after} please", "like this in {after}", "i'd like {after} better",
    ),
    "count": pool(
        "with {after}", "{after} instead of {before}", "only {after}", "same but {after}", "i'd like {after}",
        "with {after} rather than {before}", "make it {after}", "but {after} please", "with {after}, not {before}",
        "can i have {after}", "the one with {after}", "like this with {after}",
    ),
    "profile": pool(
        "{after} instead", "with a {after} profile", "same but {after}", "{after} not {before}", "make it {after}",
        "a {after} one", "{after} section instead of {before}", "{after} rather than {before}", "but {after} please",
        "with a {after} cross-section", "like this, only {after}", "profile: {after}",
    ),
    "strands": pool(
        "with {after}", "{after} instead of {before}", "same but {after}", "{after} please", "make it {after}",
        "but {after}", "like this with {after}", "{after} rather than {before}", "i'd like {after}", "as {after}",
        "could it have {after}", "the one with {after}",
    ),
    "style": pool(
        "as {a_piece}", "the same as {a_piece}", "make it {a_piece}", "{piece} like this", "but {a_piece}",
        "in the style of {a_piece}", "{piece} instead", "i'd rather have {a_piece}", "similar, but {a_piece}",
        "turn it into {a_piece}", "same stone, {piece}", "do you have {a_piece} like that",
    ),
    "matching": pool(
        "matching {piece}", "as {a_piece}", "the same as {a_piece}", "{piece} to match", "{piece} like this",
        "{piece} to go with it", "is there {a_piece} to go with this", "from the same set: {piece}",
        "{a_piece} in this style", "the {piece} for this set", "looking for the {piece} of this set",
        "do you do {a_piece} like this", "{piece} in the same design", "same thing but {a_piece}",
        "complete the set with {a_piece}", "now {a_piece} please", "{a_piece} to wear with it",
        "turn this into {a_piece}",
    ),
}  # fmt: skip
"""By kind of edit; besides, what is said of lengths, and of stones, beads or pearls where there are several."""
