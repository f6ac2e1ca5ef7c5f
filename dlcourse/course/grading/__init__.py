"""Submit, grade and give feedback, on nbgrader's exchange, autograder and gradebook."""
