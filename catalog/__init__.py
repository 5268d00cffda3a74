"""Products: reading merchants' files, keeping photos, importing, and the index that holds the points."""
