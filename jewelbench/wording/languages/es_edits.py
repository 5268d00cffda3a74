"""Spanish templates of the words that change a piece."""

from jewelbench.wording.languages.base import Templates

_CON: Templates = (
    "con {after} en vez de {before}", "mejor con {after}", "igual pero con {after}", "con {after}, por favor",
    "el mismo modelo con {after}", "no {before}, {after}", "cambia {before} por {after}",
)  # fmt: skip

EDITS: dict[str, Templates] = {
    "metal": (
        "igual pero en {after}", "en {after} en vez de {before}", "mejor en {after}", "en {after}, por favor",
        "el mismo modelo en {after}", "¿lo hay en {after}?", "no en {before}, en {after}",
    ),
    "second metal": (
        "con {after} en vez de {before}", "el otro metal en {after}", "combinado con {after}",
        "{after} en lugar de {before}",
    ),
    "finish": (
        "{after} en vez de {before}", "mejor {after}", "igual pero {after}", "{after}, por favor",
        "no {before}, {after}",
    ),
    "stone": _CON,
    "accent": (
        "piedras pequeñas de {after} en vez de {before}", "las piedras pequeñas de {after}",
        "igual pero con las piedras pequeñas de {after}", "mejor piedras pequeñas de {after}",
    ),
    "pearl": _CON,
    "cut": ("{after} en vez de {before}", "piedra {after}", "igual pero {after}", "mejor {after}",
        "{after}, por favor"),
    "setting": ("{after} en vez de {before}", "con {after}", "mejor con {after}", "igual pero con {after}"),
    "halo added": ("con halo", "igual pero con halo", "con un halo de piedras pequeñas", "añade un halo"),
    "halo removed": ("sin el halo", "igual pero sin halo", "solo la piedra, sin halo", "quita el halo"),
    "pave added": ("con pavé", "igual pero con pavé", "con piedras pequeñas incrustadas", "añade pavé"),
    "pave removed": ("sin pavé", "igual pero sin pavé", "sin las piedras pequeñas", "más sencillo, sin pavé"),
    "thinner": ("más {fino}", "un poco más {fino}", "menos {ancho}", "igual pero más {fino}"),
    "wider": ("más {ancho}", "un poco más {ancho}", "menos {fino}", "igual pero más {ancho}"),
    "smaller stone": (
        "con {una} {stone} más pequeña{s}", "igual con {stone} más pequeña{s}", "{stone} menos grande{s}",
    ),
    "larger stone": ("con {una} {stone} más grande{s}", "igual con {stone} más grande{s}", "{stone} menos pequeña{s}"),
    "smaller": ("más {pequeño}", "igual pero más {pequeño}", "menos {grande}", "un poco más {pequeño}"),
    "larger": ("más {grande}", "igual pero más {grande}", "menos {pequeño}", "un poco más {grande}"),
    "shorter": ("más {corto}", "igual pero más {corto}", "menos {largo}"),
    "longer": ("más {largo}", "igual pero más {largo}", "menos {corto}"),
    "motif": (
        "con motivo de {after} en vez de {before}", "mejor con motivo de {after}", "igual pero con motivo de {after}",
        "con un motivo de {after}",
    ),
    "shape": ("con {after}", "mejor con {after}", "igual pero con {after}"),
    "letter": ("con la letra {after}", "la {after} en vez de la {before}", "igual pero con la {after}",
        "inicial {after}"),
    "chain": (
        "con eslabones de tipo {after}", "eslabón {after} en vez de {before}",
        "igual pero con eslabones de tipo {after}",
    ),
    "engraving": ("con {after}", "{after} en vez de {before}", "igual pero con {after}", "mejor con {after}"),
    "enamel": ("en {after} en vez de {before}", "mejor en {after}", "igual pero en {after}",
        "en color {after}, por favor"),
    "cord": ("con {after}", "{after} en vez de {before}", "mejor con {after}", "igual pero con {after}"),
    "count": ("{after} en vez de {before}", "mejor {after} que {before}", "igual pero {after} en vez de {before}"),
    "strands": ("{after} en vez de {before}", "número de vueltas: {after}", "igual pero {after} en vez de {before}"),
    "profile": ("{after} en vez de {before}", "con {after}", "igual pero con {after}", "mejor con {after}"),
    "style": ("en versión {head}", "mejor {head}", "lo mismo en {head}", "el mismo estilo, {head}"),
    "matching": (
        "{head} a juego", "lo mismo en {head}", "{head} del mismo estilo", "{head} del mismo diseño",
        "{head} para llevar con esto",
    ),
}  # fmt: skip
