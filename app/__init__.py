"""Yingbin: the system that runs a service hall."""

__version__ = "0.1.0"
