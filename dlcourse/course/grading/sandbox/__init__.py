"""The isolation around student code: which walls this machine builds, and the process behind them."""
