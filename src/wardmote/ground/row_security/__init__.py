"""The database's own line between partnerships: PostgreSQL shows and takes only rows of the one that is set.

``scope``: for whom this thread works now. ``statements``: each transaction is told it with its first
statement. ``policies``: which tables, put there and checked. Nothing set, nothing shown.
docs/adr/0043-row-level-security.md says why so, and what SQLite has instead.
"""
