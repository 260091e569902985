"""Notices to staff and departments, through the services that they use."""
