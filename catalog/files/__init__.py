"""Catalogue files as rows of cells: containers, encodings, CSV and XML; nothing here knows what a column means."""
