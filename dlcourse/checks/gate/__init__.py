"""Tests of the checks themselves: wrong answers fail under their own name, right ones pass, unknown bugs are found."""
