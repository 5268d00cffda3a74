"""Plain CSV and TSV catalogues: one line a product."""

from catalog.csv_reader.catalog import CsvCatalog

__all__ = ["CsvCatalog"]
