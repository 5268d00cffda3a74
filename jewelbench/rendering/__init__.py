"""Pictures of designs: light, materials, cameras, surroundings, and the renderer."""
