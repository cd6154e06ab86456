"""The plan that runs: editions, priorities, actions, measures, targets and exceptions."""
