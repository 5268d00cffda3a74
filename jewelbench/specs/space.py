"""Parameter spaces: which values a style's fields may take.

A style lists its fields in order; each has the values allowed, or a rule that gives them from the fields before it
(None: the field is not used). Drawing and checking walk the same list, so whatever is drawn is valid and whatever is
valid can be drawn. Lengths lie on a grid of which every fourth point is held out: only test designs use those.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from jewelbench.specs.spec import Category, Spec, Value

Partial = Mapping[str, Value]


class InvalidSpecError(ValueError):
    """A spec lies outside its style's space; the message names the field and what it may be."""


@dataclass(frozen=True)
class Choice:
    """Named values, each as likely as its weight."""

    values: tuple[Value, ...]
    weights: tuple[float, ...] = ()

    def draw(self, rng: random.Random, held_out: bool) -> Value:
        """One value; choices hold nothing out, so that test designs use the words that training saw."""
        del held_out
        return rng.choices(self.values, self.weights or None)[0]

    def allows(self, value: Value) -> bool:
        """Whether the value is one of them."""
        return value in self.values

    def __str__(self) -> str:
        return "one of " + ", ".join(str(value) for value in self.values)


@dataclass(frozen=True)
class Sizes:
    """Lengths in mm, in bands far enough apart to tell: each band has a name, a lowest and a highest value."""

    bands: tuple[tuple[str, float, float], ...]
    step: float = 0.1
    weights: tuple[float, ...] = ()

    def grid(self, band: tuple[str, float, float], held_out: bool) -> list[float]:
        """The lengths of a band that the test split uses, or those that the others use."""
        _, low, high = band
        count = round((high - low) / self.step) + 1
        values = [round(low + i * self.step, 3) for i in range(count) if (i % 4 == 2) == held_out]
        return values or [low]

    def draw(self, rng: random.Random, held_out: bool) -> float:
        """One length."""
        return rng.choice(self.grid(rng.choices(self.bands, self.weights or None)[0], held_out))

    def allows(self, value: Value) -> bool:
        """Whether the value lies within a band."""
        return isinstance(value, float | int) and self.name(float(value)) is not None

    def name(self, value: float) -> str | None:
        """The band that a length lies in."""
        return next((name for name, low, high in self.bands if low - 1e-6 <= value <= high + 1e-6), None)

    def __str__(self) -> str:
        return " or ".join(f"{low:g} to {high:g}" for _, low, high in self.bands) + " mm"


Allowed = Choice | Sizes
Rule = Allowed | Callable[[Partial], Allowed | None]


def one_of(*values: Value, weights: Sequence[float] = ()) -> Choice:
    """These values."""
    return Choice(values, tuple(weights))


def sizes(*bands: tuple[str, float, float], step: float = 0.1, weights: Sequence[float] = ()) -> Sizes:
    """Lengths in named bands, in mm."""
    return Sizes(bands, step, tuple(weights))


def maybe(share: float, rule: Choice) -> Choice:
    """A choice that is made in `share` of the cases; in the others the field is not used."""
    weights = rule.weights or (1.0,) * len(rule.values)
    scale = share / sum(weights)
    return Choice(("", *rule.values), (1 - share, *(weight * scale for weight in weights)))


@dataclass(frozen=True)
class Style:
    """A style's space: its fields in the order in which they are chosen, and how often it is drawn."""

    category: Category
    name: str
    weight: float
    fields: Mapping[str, Rule]

    def draw(self, rng: random.Random, held_out: bool = False) -> Spec:
        """A design of this style, with lengths from the held-out grid or from the others."""
        chosen: dict[str, Value] = {}
        for name, rule in self.fields.items():
            allowed = _allowed(rule, chosen)
            value = allowed.draw(rng, held_out) if allowed is not None else ""
            if value != "":
                chosen[name] = value
        return Spec.model_validate({"category": self.category, "style": self.name, **chosen})

    def check(self, spec: Spec) -> None:
        """Check a spec of this style.

        Raises:
            InvalidSpecError: A field holds a value it may not hold, is missing, or is not used by this style.
        """
        used = spec.used()
        seen: dict[str, Value] = {}
        for name, rule in self.fields.items():
            allowed = _allowed(rule, seen)
            value = _plain(spec, name)
            self._check_field(name, value, allowed)
            if value != "":
                seen[name] = value
        extra = sorted(set(used) - set(self.fields))
        if extra:
            raise InvalidSpecError(f"{self.category}, {self.name}: {extra[0]} is not used by this style; leave it out")

    def allowed(self, spec: Spec, field: str) -> Allowed | None:
        """What a field of a spec may be, given the fields before it; None where it is not used."""
        if field not in self.fields:
            return None
        names = list(self.fields)
        before = {name: _plain(spec, name) for name in names[: names.index(field)]}
        return _allowed(self.fields[field], {name: value for name, value in before.items() if value != ""})

    def is_held_out(self, spec: Spec) -> bool:
        """Whether the spec's lengths lie on the grid points that only test designs use."""
        for field, value in spec.used().items():
            allowed = self.allowed(spec, field)
            if isinstance(allowed, Sizes):
                return any(value in allowed.grid(band, held_out=True) for band in allowed.bands)
        return False

    def _check_field(self, name: str, value: Value, allowed: Allowed | None) -> None:
        where = f"{self.category}, {self.name}: {name}"
        if allowed is None:
            if value != "":
                raise InvalidSpecError(f"{where} must be left out here; it is {value!r}")
        elif value == "" and not allowed.allows(""):
            raise InvalidSpecError(f"{where} is missing; it must be {allowed}")
        elif value != "" and not allowed.allows(value):
            raise InvalidSpecError(f"{where} is {value!r}; it must be {allowed}")


def _allowed(rule: Rule, chosen: Partial) -> Allowed | None:
    return rule(chosen) if callable(rule) else rule


def _plain(spec: Spec, name: str) -> Value:
    """A field's value, "" where it is at a default that means that it is not used."""
    value: Value | None = getattr(spec, name)
    if value is None or value is False or (name == "halo" and value == 0):
        return ""
    return value
