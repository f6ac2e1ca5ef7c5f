"""The integration with nbgrader: its exchange, its autograder, its gradebook, its exporters."""
