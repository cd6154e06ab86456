"""Tags our templates use: the parts pages are made of."""
