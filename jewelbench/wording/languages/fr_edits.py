"""French templates of the words that change a piece."""

from jewelbench.wording.languages.base import Templates

_AVEC: Templates = (
    "avec {after} au lieu de {before}", "plutôt avec {after}", "pareil mais avec {after}",
    "avec {after} s'il vous plaît",
    "le même modèle avec {after}", "pas {before}, {after}",
)  # fmt: skip

EDITS: dict[str, Templates] = {
    "metal": (
        "pareil mais en {after}", "en {after} au lieu de {before}", "plutôt en {after}", "en {after} s'il vous plaît",
        "le même modèle en {after}", "existe-t-il en {after} ?", "pas en {before}, en {after}",
    ),
    "second metal": (
        "avec {after} au lieu de {before}", "l'autre métal en {after}", "associé à {after}",
        "{after} à la place de {before}",
    ),
    "finish": (
        "{after} au lieu de {before}", "plutôt {after}", "pareil mais {after}", "{after} s'il vous plaît",
        "pas {before}, {after}",
    ),
    "stone": _AVEC,
    "accent": (
        "petites pierres en {after} au lieu de {before}", "les petites pierres en {after}",
        "pareil mais petites pierres en {after}",
        "plutôt de petites pierres en {after}",
    ),
    "pearl": _AVEC,
    "cut": ("{after} au lieu de {before}", "pierre {after}", "pareil mais {after}", "plutôt {after}",
        "{after} s'il vous plaît"),
    "setting": (
        "{after} au lieu de {before}", "avec {after}", "plutôt {after}", "pareil mais {after}",
        "{after} s'il vous plaît",
    ),
    "halo added": ("avec un halo", "pareil mais avec un halo", "avec un entourage de petites pierres",
        "ajoutez un halo"),
    "halo removed": ("sans le halo", "pareil mais sans halo", "juste la pierre, sans halo", "sans entourage"),
    "pave added": ("avec un pavage", "pareil mais pavé de petites pierres", "avec de petites pierres serties",
        "avec pavage"),
    "pave removed": ("sans pavage", "pareil mais sans pavage", "sans les petites pierres", "plus simple, sans pavage"),
    "thinner": ("plus {fin}", "un peu plus {fin}", "moins {large}", "pareil mais plus {fin}"),
    "wider": ("plus {large}", "un peu plus {large}", "moins {fin}", "pareil mais plus {large}"),
    "smaller stone": ("avec {un_stone} plus petite{s}", "pareil avec {un_stone} plus petite{s}",
        "{un_stone} moins grosse{s}"),
    "larger stone": ("avec {un_stone} plus grosse{s}", "pareil avec {un_stone} plus grosse{s}",
        "{un_stone} moins petite{s}"),
    "smaller": ("plus {petit}", "pareil mais plus {petit}", "moins {grand}", "un peu plus {petit}"),
    "larger": ("plus {grand}", "pareil mais plus {grand}", "moins {petit}", "un peu plus {grand}"),
    "shorter": ("plus {court}", "pareil mais plus {court}", "moins {long}"),
    "longer": ("plus {long}", "pareil mais plus {long}", "moins {court}"),
    "motif": (
        "motif {after} au lieu de {before}", "plutôt avec motif {after}", "pareil mais avec motif {after}",
        "avec un motif {after}",
    ),
    "shape": ("avec {after}", "plutôt avec {after}", "pareil mais avec {after}"),
    "letter": ("avec la lettre {after}", "la lettre {after} au lieu du {before}", "pareil mais avec un {after}",
        "initiale {after}"),
    "chain": ("en {after}", "{after} au lieu de {before}", "plutôt en {after}", "pareil mais en {after}"),
    "engraving": ("avec {after}", "{after} au lieu de {before}", "pareil mais avec {after}", "gravure : {after}"),
    "enamel": ("en {after} au lieu de {before}", "plutôt en {after}", "pareil mais en {after}",
        "en {after} s'il vous plaît"),
    "cord": ("avec {after}", "{after} au lieu de {before}", "plutôt avec {after}", "pareil mais avec {after}"),
    "count": ("{after} au lieu de {before}", "plutôt {after} que {before}", "pareil mais {after} au lieu de {before}"),
    "strands": ("{after} au lieu de {before}", "nombre de rangs : {after}", "pareil mais {after} au lieu de {before}"),
    "profile": ("{after} au lieu de {before}", "avec {after}", "pareil mais {after}", "plutôt {after}"),
    "style": ("en version {head}", "plutôt {head}", "le même style, en {head}", "la même chose en {head}"),
    "matching": (
        "{head} {assorti}", "la même chose en {head}", "{head} dans le même style", "{head} pour aller avec",
        "en version {head}",
    ),
}  # fmt: skip
