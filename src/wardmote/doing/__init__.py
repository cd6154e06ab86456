"""What the partnership does: problems, tasks, cases, premises."""
