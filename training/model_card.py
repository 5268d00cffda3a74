"""Writes a bundle's model card from what was measured."""
