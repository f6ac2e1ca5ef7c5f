"""The isolation around student code: which tiers this machine builds, and the process in them."""

TIERS = ("bubblewrap", "landlock")  # of isolation, the better one first
