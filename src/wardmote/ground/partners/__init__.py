"""Partnerships, bodies, people, memberships and invitations; who is looking (Viewer)."""
