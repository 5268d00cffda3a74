"""Rules that many styles share: which stones, how cut, how set."""

from jewelbench.specs.materials import (
    CABOCHON_CUTS,
    CABOCHONS,
    CUTS,
    ENAMELS,
    FACETED,
    FINISHES,
    GEMS,
    LETTERS,
    METALS,
    PEARLS,
)
from jewelbench.specs.space import Choice, Partial, Rule, maybe, one_of

METAL = Choice(tuple(METALS), (28, 18, 18, 8, 22, 6))
PLAIN_FINISH = Choice(tuple(f for f in FINISHES if f != "hammered"), (8, 1, 1))
ANY_FINISH = Choice(FINISHES, (7, 1.2, 1, 1.2))
PEARL = Choice(tuple(PEARLS), (4, 2, 1.4, 1.2, 1.8))
ENAMEL = Choice(tuple(ENAMELS))
LETTER = Choice(tuple(LETTERS))
ACCENT = Choice(FACETED, tuple(18.0 if name == "diamond" else 0.6 for name in FACETED))


def other_metal(chosen: Partial) -> Choice:
    """A second metal that a photo can tell from the first."""
    look = METALS[str(chosen["metal"])].look
    return Choice(tuple(name for name, metal in METALS.items() if metal.look != look))


def stones(faceted: float = 0.85, diamond: float = 8.0) -> Choice:
    """Any stone; `faceted` is the share of clear stones, `diamond` how much likelier than another clear stone it is."""
    clear = [diamond if name == "diamond" else 1.0 for name in FACETED]
    scale = faceted / sum(clear)
    return Choice(
        (*FACETED, *CABOCHONS), (*(w * scale for w in clear), *[(1 - faceted) / len(CABOCHONS)] * len(CABOCHONS))
    )


FACETED_STONE = Choice(FACETED, tuple(8.0 if name == "diamond" else 1.0 for name in FACETED))
SMALL_CUT = one_of("round", "pear", "princess", weights=(2, 1, 1))


def is_cabochon(chosen: Partial, field: str = "stone") -> bool:
    """Whether the stone chosen is opaque or milky, and so cut as a cabochon."""
    return GEMS[str(chosen[field])].body in ("opaque", "milky")


def cut_for(*cuts: str) -> Rule:
    """The cuts that suit the stone: of the given ones (all, if none) for clear stones, cabochons for the others."""
    faceted = Choice(cuts or CUTS[:-1], () if cuts else (4, 2.5, 1.5, 1.5, 1.5, 0.8, 0.8, 1.5, 1.2, 1, 0.7))
    return lambda chosen: None if "stone" not in chosen else (Choice(CABOCHON_CUTS) if is_cabochon(chosen) else faceted)


def setting_for(bezel: float = 0.2) -> Rule:
    """Cabochons sit in a bezel, clear stones in prongs or, in `bezel` of the cases, in a bezel too."""
    return lambda chosen: (
        None
        if "stone" not in chosen
        else (one_of("bezel") if is_cabochon(chosen) else one_of("prong", "bezel", weights=(1 - bezel, bezel)))
    )


def when(field: str, rule: Choice | Rule) -> Rule:
    """The rule, where an earlier field is used."""
    return lambda chosen: None if field not in chosen else (rule(chosen) if callable(rule) else rule)


def when_any(fields: tuple[str, ...], rule: Choice) -> Rule:
    """The rule, where one of the earlier fields is used."""
    return lambda chosen: rule if any(field in chosen for field in fields) else None


def sometimes(share: float) -> Choice:
    """A flag that is set in `share` of the cases."""
    return maybe(share, one_of(True))
