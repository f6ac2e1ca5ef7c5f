"""Positions of the parts of lecture 06's networks in their figures, in inches."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

Place: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class Layout:
    """A network's drawing: its circles, the squares of its parameters, and the ways between them."""

    height: float
    units: Mapping[str, Place]  # the centre of each unit's circle, and of the loss
    names: Mapping[str, tuple[str, float, float]]  # a unit's name, and where it stands from the centre
    wires: Mapping[str, tuple[str, str, float, float]]  # a weight: from, to, its place as a share of the wire, above it
    links: Mapping[tuple[str, str], str]  # ways without a weight, from and to, with the activation's name
    back: Mapping[str, str]  # where a unit's gradient comes from
    loss: str
    target: str
    biases: Mapping[str, tuple[str, Place]] = field(default_factory=dict)  # a bias: its unit, its own place
    local: Mapping[str, Place] = field(default_factory=dict)  # where the × of a link stands, from its arrow's middle

    def position(self, name: str) -> np.ndarray:
        """Return where a unit or a parameter stands."""
        if name in self.units:
            return np.array(self.units[name])
        if name in self.biases:
            return np.array(self.biases[name][1])
        start, end, share, above = self.wires[name]
        along = np.array(self.units[end]) - self.units[start]
        across = np.array([-along[1], along[0]]) / np.linalg.norm(along)
        return np.array(self.units[start]) + share * along + above * across

    def stands_beside(self, weight: str) -> bool:
        """Return True if a weight is written beside its wire, not on it."""
        return self.wires[weight][3] != 0

    def source(self, receiver: str) -> str:
        """Return the unit from which a gradient comes to a unit or a parameter."""
        if receiver in self.back:
            return self.back[receiver]
        return self.biases[receiver][0] if receiver in self.biases else self.wires[receiver][1]


TWO_TESTS = Layout(
    height=4.75,
    units={
        "x1": (0.6, 2.95), "x2": (0.6, 1.3), "z1": (3.75, 2.95), "z2": (3.75, 1.3), "o1": (5.2, 2.95), "o2": (5.2, 1.3),
        "y_hat": (7.25, 2.125), "L": (8.98, 2.125),
    },
    names={
        "x1": ("x₁", -0.46, 0.0), "x2": ("x₂", -0.46, 0.0), "z1": ("z₁", -0.33, 0.38), "z2": ("z₂", -0.33, -0.38),
        "o1": ("o₁", 0.33, 0.38), "o2": ("o₂", 0.33, -0.4), "y_hat": ("ŷ", 0.0, -0.47),
    },
    wires={
        "w¹₁₁": ("x1", "z1", 0.42, 0.0), "w¹₂₁": ("x2", "z1", 0.27, 0.0), "w¹₁₂": ("x1", "z2", 0.27, 0.0),
        "w¹₂₂": ("x2", "z2", 0.42, 0.0), "w²₁₁": ("o1", "y_hat", 0.5, 0.62), "w²₂₁": ("o2", "y_hat", 0.5, 0.34),
    },
    links={("y_hat", "L"): "", ("z1", "o1"): "ReLU", ("z2", "o2"): "ReLU"},
    back={"y_hat": "L", "o1": "y_hat", "o2": "y_hat", "z1": "o1", "z2": "o2"},
    loss="L = (y − ŷ)²",
    target="target",
    biases={"b₁₁": ("z1", (3.75, 3.95)), "b₁₂": ("z2", (3.75, 0.32)), "b₂₁": ("y_hat", (7.25, 3.45))},
    local={"w²₁₁": (-0.36, 0.0), "w²₂₁": (0.06, -0.36), "o1": (-0.37, 0.44), "o2": (-0.78, 0.13)},
)  # fmt: skip
EXAM = Layout(
    height=3.95,
    units={
        "x1": (0.95, 2.95), "x2": (0.95, 1.75), "x3": (0.95, 0.55), "z1": (3.2, 2.45), "z2": (3.2, 0.85),
        "o1": (4.45, 2.45), "o2": (4.45, 0.85), "z": (6.35, 1.7), "y_hat": (7.6, 1.7), "L": (9.1, 1.7),
    },
    names={
        "x1": ("play", -0.57, 0.0), "x2": ("study", -0.6, 0.0), "x3": ("sleep", -0.6, 0.0), "z1": ("z₁", 0.0, 0.46),
        "z2": ("z₂", 0.0, -0.48), "o1": ("o₁", 0.0, 0.46), "o2": ("o₂", 0.0, -0.48), "z": ("z", 0.0, -0.48),
        "y_hat": ("ŷ", 0.0, -0.5),
    },
    wires={
        "w¹₁₁": ("x1", "z1", 0.5, 0.0), "w¹₂₁": ("x2", "z1", 0.4, 0.0), "w¹₃₁": ("x3", "z1", 0.5, 0.0),
        "w¹₁₂": ("x1", "z2", 0.5, 0.0), "w¹₂₂": ("x2", "z2", 0.5, 0.0), "w¹₃₂": ("x3", "z2", 0.5, 0.0),
        "w²₁₁": ("o1", "z", 0.58, 0.42), "w²₂₁": ("o2", "z", 0.5, 0.0),
    },
    links={("y_hat", "L"): "", ("z", "y_hat"): "σ", ("z1", "o1"): "σ", ("z2", "o2"): "σ"},
    back={"y_hat": "L", "z": "y_hat", "o1": "z", "z1": "o1"},
    loss="L = −ln ŷ",
    target="label",
    local={"o1": (-0.3, 0.48), "w¹₂₁": (-0.13, 0.29)},
)  # fmt: skip
