"""English names of materials, forms and kinds of jewellery, and which of them are kept for the test."""
