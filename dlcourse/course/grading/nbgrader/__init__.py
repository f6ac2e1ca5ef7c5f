"""Where grading meets nbgrader: its exchange, its autograder, its gradebook, its exporters."""
