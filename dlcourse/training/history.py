"""History: what `fit` measured in each epoch, and why training ended early if it did."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class History:
    """`history["loss"][i]` is the loss in epoch `epoch[i]` (counted from 0); so for each metric and, if asked, `val_…`.

    If training ended early, `stopped` gives the reason as text; `interrupted` is True after Ctrl-C, `diverged` after a
    loss of NaN or infinity.
    """

    history: dict[str, list[float]] = field(default_factory=dict)
    epoch: list[int] = field(default_factory=list)
    stopped: str = ""
    interrupted: bool = False
    diverged: bool = False

    def append(self, measured: Mapping[str, float], epoch: int | None = None) -> None:
        """Add the values measured in one epoch; `epoch` None means the one after the last."""
        self.epoch.append(epoch if epoch is not None else self.epoch[-1] + 1 if self.epoch else 0)
        for name, value in measured.items():
            self.history.setdefault(name, []).append(float(value))
