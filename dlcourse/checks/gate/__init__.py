"""The proof of the checks: wrong answers fail under their own name, right ones pass, unknown bugs are found."""
