"""Making a benchmark: the plan, the workers that render it, and what is written."""
