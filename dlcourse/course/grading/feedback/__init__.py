"""What a student and an instructor read of it: pages of feedback, and what a class got wrong."""
