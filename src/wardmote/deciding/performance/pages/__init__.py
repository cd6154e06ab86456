"""Pages of measures and exceptions, and those of the plan that show both."""
