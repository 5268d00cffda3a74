"""How shoppers put it, by language: some forms are learned from, others kept aside to be judged by.

`{x}` is what is wanted, `{y}` what the photo shows; a form that names what is not known is passed over.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

Kind = Literal["material", "stone", "stone gone", "stone added", "not", "form", "other"]


class Forms(NamedTuple):
    """Forms to learn from, and forms to be judged by; no form is in both."""

    learned: tuple[str, ...]
    judged: tuple[str, ...]


class Language(NamedTuple):
    """How a language asks.

    Attributes:
        edits: What is said beside a photo, by the kind of change.
        made_of: Before a material, "in".
        set_with: Before a stone, "with".
        also: Between two changes, "and".
        asking: Around what is looked for.
    """

    edits: Mapping[Kind, Forms]
    made_of: str
    set_with: str
    also: str
    asking: Forms


ENGLISH = Language(
    {
        "material": Forms(
            ("in {x}", "same but in {x}", "like this but in {x}", "make it {x}", "{x} instead", "but {x}", "{x} please",
             "not {y}, {x}", "{x} instead of {y}", "the same in {x}", "is there one in {x}", "{x}"),
            ("this in {x}", "can I get it in {x}", "{x} rather than {y}", "would love it in {x}", "same piece, {x}"),
        ),
        "stone": Forms(
            ("with {x}", "with a {x} instead", "with {x} instead of {y}", "{x} instead", "but with {x}",
             "swap the {y} for {x}", "not {y}, {x}", "like this with {x}", "in {x}", "{x}"),
            ("the same thing with {x}", "{x} rather than {y}", "I want it with {x}", "replace the {y} by {x}"),
        ),
        "stone gone": Forms(
            ("without the {y}", "no {y}", "no stone", "plain, without a stone", "without stones"),
            ("leave out the {y}", "just the metal", "stoneless"),
        ),
        "stone added": Forms(
            ("with {x}", "with a {x}", "add a {x}", "but with {x}"),
            ("plus a {x}", "set with {x}"),
        ),
        "not": Forms(("not {y}", "anything but {y}", "no {y}"), ("other than {y}", "not in {y} though")),
        "form": Forms(("as {x}", "matching {x}", "{x} like this", "but {x}"), ("{x} version", "same design, {x}")),
        "other": Forms(("{x}", "{x} instead", "but {x}", "with {x}", "{x} {column}"), ("make it {x}", "{column}: {x}")),
    },
    "in", "with", "and",
    Forms(("{}", "{}", "a {}", "looking for a {}", "{} please"), ("{}", "I need a {}", "{} as a gift", "show me {}")),
)  # fmt: skip

GERMAN = Language(
    {
        "material": Forms(
            ("in {x}", "das gleiche in {x}", "lieber in {x}", "{x} statt {y}", "aber in {x}", "nicht {y}, sondern {x}"),
            ("gibt es das in {x}", "so eins in {x}", "{x} anstelle von {y}"),
        ),
        "stone": Forms(
            ("mit {x}", "mit {x} statt {y}", "aber mit {x}", "lieber mit {x}", "nicht {y}, sondern {x}", "{x}"),
            ("das gleiche mit {x}", "{x} anstelle von {y}"),
        ),
        "stone gone": Forms(("ohne {y}", "ohne Stein", "kein {y}"), ("ganz ohne Steine", "schlicht ohne {y}")),
        "stone added": Forms(("mit {x}", "aber mit {x}"), ("noch mit {x}", "dazu {x}")),
        "not": Forms(("nicht {y}", "kein {y}", "nicht in {y}"), ("alles außer {y}",)),
        "form": Forms(("als {x}", "passend als {x}", "aber {x}"), ("dazu passend {x}", "{x} im gleichen Design")),
        "other": Forms(("{x}", "aber {x}", "lieber {x}", "mit {x}"), ("{x} bitte", "{column}: {x}")),
    },
    "in", "mit", "und",
    Forms(("{}", "{}", "suche {}", "{} bitte"), ("{} als Geschenk", "zeig mir {}")),
)  # fmt: skip

FRENCH = Language(
    {
        "material": Forms(
            ("en {x}", "le même en {x}", "plutôt en {x}", "{x} au lieu de {y}", "mais en {x}"),
            ("pareil en {x}", "existe-t-il en {x}"),
        ),
        "stone": Forms(
            ("avec {x}", "avec {x} au lieu de {y}", "plutôt avec {x}", "mais avec {x}", "{x}"),
            ("pareil avec {x}", "{x} à la place de {y}"),
        ),
        "stone gone": Forms(("sans {y}", "sans pierre"), ("sans aucune pierre", "tout simple sans {y}")),
        "stone added": Forms(("avec {x}", "mais avec {x}"), ("serti de {x}",)),
        "not": Forms(("pas {y}", "pas en {y}"), ("tout sauf {y}",)),
        "form": Forms(("en {x}", "{x} assorti", "mais {x}"), ("version {x}",)),
        "other": Forms(("{x}", "mais {x}", "avec {x}"), ("plutôt {x}", "{column} : {x}")),
    },
    "en", "avec", "et",
    Forms(("{}", "{}", "je cherche {}"), ("{} pour offrir", "montre-moi {}")),
)  # fmt: skip

SPANISH = Language(
    {
        "material": Forms(
            ("en {x}", "igual pero en {x}", "mejor en {x}", "{x} en vez de {y}"),
            ("lo mismo en {x}", "lo hay en {x}"),
        ),
        "stone": Forms(
            ("con {x}", "con {x} en vez de {y}", "pero con {x}", "{x}"),
            ("igual con {x}", "{x} en lugar de {y}"),
        ),
        "stone gone": Forms(("sin {y}", "sin piedra"), ("sin ninguna piedra",)),
        "stone added": Forms(("con {x}", "pero con {x}"), ("además con {x}",)),
        "not": Forms(("no {y}", "que no sea {y}"), ("todo menos {y}",)),
        "form": Forms(("como {x}", "{x} a juego", "pero {x}"), ("versión {x}",)),
        "other": Forms(("{x}", "pero {x}", "con {x}"), ("mejor {x}", "{column}: {x}")),
    },
    "en", "con", "y",
    Forms(("{}", "{}", "busco {}"), ("{} para regalar", "quiero {}")),
)  # fmt: skip

ITALIAN = Language(
    {
        "material": Forms(
            ("in {x}", "uguale ma in {x}", "meglio in {x}", "{x} invece di {y}"),
            ("lo stesso in {x}", "c'è in {x}"),
        ),
        "stone": Forms(
            ("con {x}", "con {x} invece di {y}", "ma con {x}", "{x}"),
            ("lo stesso con {x}", "{x} al posto di {y}"),
        ),
        "stone gone": Forms(("senza {y}", "senza pietra"), ("senza nessuna pietra",)),
        "stone added": Forms(("con {x}", "ma con {x}"), ("aggiungi {x}",)),
        "not": Forms(("non {y}", "non in {y}"), ("tutto tranne {y}",)),
        "form": Forms(("come {x}", "{x} abbinato", "ma {x}"), ("versione {x}",)),
        "other": Forms(("{x}", "ma {x}", "con {x}"), ("meglio {x}", "{column}: {x}")),
    },
    "in", "con", "e",
    Forms(("{}", "{}", "cerco {}"), ("{} da regalare", "vorrei {}")),
)  # fmt: skip

DUTCH = Language(
    {
        "material": Forms(
            ("in {x}", "hetzelfde in {x}", "liever in {x}", "{x} in plaats van {y}"),
            ("bestaat dit in {x}", "zo een in {x}"),
        ),
        "stone": Forms(
            ("met {x}", "met {x} in plaats van {y}", "maar met {x}", "{x}"),
            ("hetzelfde met {x}", "liever {x} dan {y}"),
        ),
        "stone gone": Forms(("zonder {y}", "zonder steen"), ("helemaal zonder stenen",)),
        "stone added": Forms(("met {x}", "maar met {x}"), ("nog met {x}",)),
        "not": Forms(("niet {y}", "geen {y}"), ("alles behalve {y}",)),
        "form": Forms(("als {x}", "bijpassende {x}", "maar {x}"), ("{x} in dezelfde stijl",)),
        "other": Forms(("{x}", "maar {x}", "met {x}"), ("liever {x}", "{column}: {x}")),
    },
    "in", "met", "en",
    Forms(("{}", "{}", "ik zoek {}"), ("{} als cadeau", "graag {}")),
)  # fmt: skip

LANGUAGES: Mapping[str, Language] = {
    "en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH, "it": ITALIAN, "nl": DUTCH,
}  # fmt: skip
