"""German templates of the words that change a piece."""

from jewelbench.wording.languages.base import Templates

_MIT: Templates = (
    "mit {after} statt {before}", "lieber mit {after}", "gleich, aber mit {after}", "bitte mit {after}",
    "das Gleiche mit {after}", "nicht mit {before}, sondern mit {after}", "so etwas, nur mit {after}",
)  # fmt: skip

EDITS: dict[str, Templates] = {
    "metal": (
        "gleich, aber in {after}", "in {after} statt {before}", "lieber in {after}", "bitte in {after}",
        "das Gleiche in {after}", "gibt es das auch in {after}?", "nicht in {before}, sondern in {after}",
        "dasselbe Modell in {after}",
    ),
    "second metal": (
        "mit {after} statt {before}", "kombiniert mit {after}", "der zweite Farbton in {after}",
        "lieber mit {after} dazu",
        "{after} anstelle von {before}",
    ),
    "finish": (
        "lieber {after}", "{after} statt {before}", "gleich, aber {after}", "bitte {after}",
        "nicht {before}, sondern {after}",
        "die Oberfläche {after}",
    ),
    "stone": _MIT,
    "accent": (
        "kleine Steine aus {after} statt {before}", "mit Nebensteinen aus {after}", "Nebensteine lieber aus {after}",
        "gleich, aber die kleinen Steine aus {after}", "die kleinen Steine bitte aus {after}",
    ),
    "pearl": ("lieber mit {after}", "gleich, aber mit {after}", "bitte mit {after}", "mit {after} stattdessen"),
    "cut": (
        "im {after} statt im {before}", "der Stein im {after}", "gleich, aber im {after}", "lieber im {after}",
        "bitte im {after}",
    ),
    "setting": (
        "mit {after}", "lieber mit {after}", "{after} statt {before}", "gleich, aber mit {after}", "bitte mit {after}",
    ),
    "halo added": (
        "mit Halo", "gleich, aber mit Halo", "bitte mit einem Halo um den Stein",
        "mit kleinen Steinen rund um den Stein",
    ),
    "halo removed": (
        "ohne Halo", "gleich, aber ohne Halo", "nur der Stein, kein Halo", "bitte ohne den Steinkranz",
    ),
    "pave added": ("mit Pavé", "gleich, aber mit Pavé", "bitte mit kleinen Steinen besetzt", "mit Pavé-Besatz"),
    "pave removed": ("ohne Pavé", "gleich, aber ohne Pavé", "schlichter, ohne kleine Steine",
        "kein Pavé, bitte glatt"),
    "thinner": ("schmaler", "etwas schmaler", "nicht so breit", "gleich, aber schmaler", "feiner",
        "zu breit, bitte schmaler"),
    "wider": ("breiter", "etwas breiter", "nicht so schmal", "gleich, aber breiter", "kräftiger",
        "zu schmal, bitte breiter"),
    "smaller stone": (
        "mit kleiner{dat} {stone}", "gleich, aber mit kleiner{dat} {stone}", "lieber mit kleiner{dat} {stone}",
        "bitte mit etwas kleiner{dat} {stone}",
    ),
    "larger stone": (
        "mit größer{dat} {stone}", "gleich, aber mit größer{dat} {stone}", "lieber mit größer{dat} {stone}",
        "bitte mit etwas größer{dat} {stone}",
    ),
    "smaller": ("kleiner", "gleich, aber kleiner", "etwas kleiner", "nicht so groß", "zu groß, bitte kleiner"),
    "larger": ("größer", "gleich, aber größer", "etwas größer", "nicht so klein", "zu klein, bitte größer"),
    "shorter": ("kürzer", "gleich, aber kürzer", "nicht so lang", "zu lang, bitte kürzer"),
    "longer": ("länger", "gleich, aber länger", "nicht so kurz", "zu kurz, bitte länger"),
    "motif": ("mit {after} statt {before}", "lieber mit {after}", "gleich, aber mit {after}", "bitte mit {after}"),
    "shape": ("mit {after}", "lieber mit {after}", "gleich, aber mit {after}", "bitte mit {after}"),
    "letter": (
        "mit dem Buchstaben {after}", "{after} statt {before}", "gleich, aber mit einem {after}",
        "Initiale {after}, bitte",
    ),
    "chain": ("{after} statt {before}", "gleich, aber als {after}", "lieber eine {after}"),
    "engraving": ("mit {after}", "{after} statt {before}", "gleich, aber mit {after}", "lieber mit {after}"),
    "enamel": ("in {after} statt {before}", "lieber in {after}", "gleich, aber in {after}", "{after} statt {before}"),
    "cord": ("mit {after}", "gleich, aber mit {after}", "lieber mit {after}", "bitte mit {after}"),
    "count": ("{after} statt {before}", "lieber {after} statt {before}", "gleich, aber {after} statt {before}",
        "{after} Stück statt {before}"),
    "strands": ("{after}-reihig statt {before}-reihig", "lieber {after}-reihig", "gleich, aber {after}-reihig"),
    "profile": ("{after} statt {before}", "gleich, aber {after}", "lieber {after}", "bitte {after}"),
    "style": ("als {head}", "gleich, aber als {head}", "lieber als {head}", "so etwas als {head}"),
    "matching": (
        "{passend} {head} dazu", "als {head}", "dasselbe als {head}", "{head} im gleichen Design",
        "{passend} {head} gesucht",
        "{head} passend dazu",
    ),
}  # fmt: skip
