"""Screens that only show: the lobby TV and the window screen."""
