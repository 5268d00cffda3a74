"""What training may learn from in words: texts, phrases, edits and pairs about products that are not in the test."""
