"""Questions put to the evidence: what changed, the map, what a figure is."""
