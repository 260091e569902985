"""Calling lamps: told over the network or a serial line what each counter does, beside the calls and never before them."""
