"""Answers in words: read question by question, beside the model answer, and their points entered from one table."""
