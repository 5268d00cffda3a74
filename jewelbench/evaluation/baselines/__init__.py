"""Retrievers to compare with, one a file: what the field used before, and the plainest ways to combine towers."""
