"""Hostile and odd catalogues, photos, archives and addresses, as the code that makes them."""
