"""Encoders: a photo or a text in, its vector and tokens out."""
