"""The kiosk: greets, routes, issues the ticket. And, until its own page comes, what a ticket's phone link shows."""
