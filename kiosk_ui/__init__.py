"""The kiosk: greets, routes, issues the ticket."""
