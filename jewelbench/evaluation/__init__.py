"""Evaluation: retrievers, metrics, and reports on how the ones do by the others."""
