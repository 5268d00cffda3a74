"""How shops export their catalogues, and how each of those files becomes products."""
