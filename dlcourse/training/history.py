"""History: what `fit` measured, epoch by epoch, and why it ended where it ended early."""

from dataclasses import dataclass, field


@dataclass
class History:
    """`history["loss"][i]` after epoch `epoch[i]` (counted from 0), each metric, and `val_…` where asked for.

    Where training ended early, `stopped` says why in words; `interrupted` is True after Ctrl-C, `diverged` after a loss
    of NaN or infinity.
    """

    history: dict[str, list[float]] = field(default_factory=dict)
    epoch: list[int] = field(default_factory=list)
    stopped: str = ""
    interrupted: bool = False
    diverged: bool = False

    def append(self, measured, epoch=None):
        """Add one epoch's numbers; `epoch` None follows the last one."""
        self.epoch.append(epoch if epoch is not None else self.epoch[-1] + 1 if self.epoch else 0)
        for name, value in measured.items():
            self.history.setdefault(name, []).append(float(value))
