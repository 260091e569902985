"""The staff's screens: clerk (counter console), greeter, manager."""
