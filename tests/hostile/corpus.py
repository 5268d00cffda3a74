"""The whole corpus."""

from tests.hostile.case import Case

CASES: tuple[Case, ...] = ()
