"""The front door: the command line, and later the web."""
