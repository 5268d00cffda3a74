"""Fits a bundle to a merchant's own catalogue: what can be learned from it, how, and whether it was worth it."""
