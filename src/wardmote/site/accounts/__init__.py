"""Signing in, invitations, mail without a mail server, the demonstration's people."""
