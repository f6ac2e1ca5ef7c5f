"""How an answer is examined: cases are drawn, the answer is called, and what differs is explained."""
