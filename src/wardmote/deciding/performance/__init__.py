"""Performance: measures of the plan read and judged, targets, exceptions and what people answer."""
