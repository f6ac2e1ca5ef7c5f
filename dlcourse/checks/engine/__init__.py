"""The engine of the checks: draw cases, call the student's answer, explain the differences."""
