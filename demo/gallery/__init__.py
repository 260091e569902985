"""Pictures of every screen, for docs/gallery.md."""
