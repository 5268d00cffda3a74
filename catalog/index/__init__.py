"""The index: one point a product, in Qdrant."""
