"""The isolation around student code: which tiers this machine builds, and the process in them."""
