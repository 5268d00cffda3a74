"""Bundles for production: any image and text checkpoint, exported, checked, quantised where it may be, and fused."""
