"""Tickets on paper: the picture of a ticket, the bytes for a printer, the line to it, and one queue for each printer."""
