"""The parts a strategic assessment has (SI 2007/1830 regulations 5 to 7): key -> title, in reading order."""

PARTS = {
    "levels": "Levels and patterns",
    "changes": "What changed",
    "why": "Why it changed, as far as the records show",
    "where": "Where",
    "when": "When",
    "who": "Who and what concentrates it",
    "residents": "What residents say",
    "delivery": "Delivery of last year's plan",
    "priorities": "Matters proposed as priorities",
    "county": "Matters for the county group",
    "limits": "What the data cannot say",
    "sources": "Sources and periods",
}
NOT_REQUIRED = ("where", "when", "who")
"""Parts the regulations do not ask for by name; their absence is said but does not stop a sign-off."""
