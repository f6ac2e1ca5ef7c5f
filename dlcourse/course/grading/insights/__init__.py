"""What a class teaches: its mistakes, those that no misconception explains, answers that are alike, the whole term."""
