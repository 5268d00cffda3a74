"""Decides in which precision each part of a bundle is served, by what a search finds."""
