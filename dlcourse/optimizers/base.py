"""Base class of all optimizers: the loop over chunks, slots, learning rate, weight decay, saving and resuming."""

import math
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np

from dlcourse._validation import ABOVE_0, AT_LEAST_0, require_number, short
from dlcourse.optimizers.chunks import CHUNK_SIZE, STEPS_BETWEEN_FLUSHES, chunks_of, flush_subnormals
from dlcourse.optimizers.clipping import clip_by_value, global_norm, norm_scale


class Optimizer:
    """Base class of optimizers, which apply `update` to the flat vector of parameters chunk by chunk.

    If Keras, PyTorch and the paper differ, `convention` selects "keras" (the default), "pytorch" or "paper"; an
    argument left at None takes that convention's default. Each class documents the differences.

    - `learning_rate` η: a number above 0, or a schedule, called with the number of steps made so far (0 at the first).
    - `weight_decay` λ ≥ 0. In Keras it is decoupled, w ← w − ηλw; in PyTorch and the papers coupled, g ← g + λw, which
      is an L2 penalty ½λ‖w‖² in the loss and so passes through momentum and √v. AdamW is always decoupled. All
      parameters decay, biases too, as in both libraries.
    - `clipvalue` c: each entry of the gradient is clipped to [−c, c]; this may change its direction.
    - `global_clipnorm` c: if the norm ‖g‖ over all parameters is above c, the gradient is scaled to norm c; its
      direction stays. (Keras's `clipnorm`, a norm for each weight matrix, has no meaning for a flat vector.)

    A subclass defines `slot_names` (arrays of the parameters' shape, kept from step to step) and `update`; or `formula`
    and the `numbers` of a step, and then it can be compiled, too.
    Raises ValueError if an argument is out of range, and in `apply` TypeError if it does not get arrays.
    """

    formula: Callable[..., tuple]  # (w, g, *slots, *numbers) → (w, *slots), for arrays and for scalars alike
    slot_names: tuple[str, ...] = ()
    chunk_size = CHUNK_SIZE  # parameters updated at once
    number_names: tuple[str, ...] = ()  # scalars kept from step to step, besides `step`
    defaults: ClassVar[dict[str, dict[str, float]]] = {"keras": {}, "pytorch": {}, "paper": {}}

    def __init__(
        self,
        learning_rate: float | Callable[[int], float] | None = None,
        *,
        weight_decay: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        convention: str = "keras",
    ) -> None:
        if convention not in list(self.defaults):
            self._refuse("convention", " or ".join(map(repr, self.defaults)), convention)
        if clipvalue is not None and global_clipnorm is not None:
            self._refuse("clipvalue and global_clipnorm", "one of the two", (clipvalue, global_clipnorm))
        self.convention = convention
        self.learning_rate = learning_rate
        self.weight_decay = self._number("weight_decay", weight_decay, AT_LEAST_0)
        self.decay_is_coupled = convention in ("pytorch", "paper")
        self.clipvalue = None if clipvalue is None else self._number("clipvalue", clipvalue, ABOVE_0)
        self.global_clipnorm = (
            None if global_clipnorm is None else self._number("global_clipnorm", global_clipnorm, ABOVE_0)
        )
        self.step = 0  # t, the number of the current step: 1 at the first
        self.slots: dict[str, Any] | None = None

    @property
    def learning_rate(self) -> float:
        """Return η of the current step (the latest one, between steps); it may be set to a number or schedule anytime.

        A schedule is called with t − 1, as in Keras. Raises ValueError if it does not return a number of at least 0.
        """
        if not callable(self._rate):
            return self._rate
        value = self._rate(max(self.step - 1, 0))
        try:
            rate = float(value)
        except (TypeError, ValueError):
            rate = math.nan
        if not 0 <= rate < math.inf:
            self._refuse("learning_rate", "the schedule to give a number of at least 0", value)
        return rate

    @learning_rate.setter
    def learning_rate(self, value: float | Callable[[int], float] | None) -> None:
        if not callable(value):
            value = self._number("learning_rate", value, ABOVE_0, " or a schedule")
        self._rate: float | Callable = value

    def numbers(self) -> tuple[float, ...]:
        """Return the scalars that `formula` takes at step `self.step`, after the arrays."""
        raise NotImplementedError

    def update(
        self, w: np.ndarray, g: np.ndarray, slots: dict[str, np.ndarray]
    ) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Return the new parameters and slots of one chunk at step `self.step`; the arguments are not changed."""
        numbers = self.numbers()
        w, *new = self.formula(w, g, *slots.values(), *numbers)
        return w, dict(zip(self.slot_names, new, strict=True))

    def begin_step(self) -> None:
        """Update the scalars named in `number_names`, once per step before any `update`."""

    def new_slots(self, parameters: np.ndarray) -> dict[str, np.ndarray]:
        """Return the slots before the first step: zeros."""
        return {name: np.zeros_like(parameters) for name in self.slot_names}

    def decayed(self, w: np.ndarray, g: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return (w, g) with the weight decay in one of them: w − ηλw if decoupled, g + λw if coupled."""
        if not self.weight_decay:
            return w, g
        if self.decay_is_coupled:
            return w, g + self.weight_decay * w
        return w - self.learning_rate * self.weight_decay * w, g

    def apply(self, parameters: np.ndarray, gradients: np.ndarray) -> None:
        """Make one step: update `parameters`, a flat vector, in place from `gradients` of the same shape.

        Raises ValueError unless both are flat, of equal length and as long as at the first step, TypeError unless they
        are arrays. NaN in the gradient makes the parameters NaN, so that the fault shows.
        """
        self._require_fit(parameters, gradients)
        if self.slots is None:
            self.slots = self.new_slots(parameters)
        self.step += 1
        self.begin_step()
        scale = norm_scale(global_norm(gradients), self.global_clipnorm) if self.global_clipnorm else 1
        for chunk in chunks_of(parameters, self.chunk_size):
            g = gradients[chunk] if scale == 1 else gradients[chunk] * scale
            if self.clipvalue:
                g = clip_by_value(g, self.clipvalue)
            slots = {name: values[chunk] for name, values in self.slots.items()}
            self.write_update(parameters[chunk], g, slots)
            if self.step % STEPS_BETWEEN_FLUSHES == 0:
                self.flush_slots(slots)

    def write_decay(self, w: np.ndarray, g: np.ndarray) -> np.ndarray:
        """Write the decayed w into w if decay is decoupled; return the g to update with."""
        w_decayed, g = self.decayed(w, g)
        if w_decayed is not w:
            w[...] = w_decayed
        return g

    def write_update(self, w: np.ndarray, g: np.ndarray, slots: dict[str, np.ndarray]) -> None:
        """Decay and update one chunk, and write the results into w and the slots."""
        w_decayed, g = self.decayed(w, g)
        w[...], slots_new = self.update(w_decayed, g, slots)
        for name, values in slots_new.items():
            slots[name][...] = values

    def flush_slots(self, slots: dict[str, np.ndarray]) -> None:
        """Set subnormal numbers in one chunk's slots to 0: they make each step slow."""
        for values in slots.values():
            flush_subnormals(values)

    def state(self) -> dict[str, Any]:
        """Return a copy of all that changes from step to step, by name: `np.savez(path, **optimizer.state())` saves it.

        It holds step, learning_rate (unless that is a schedule), and the slots; an optimizer created with the same
        arguments continues from it bit for bit.
        """
        numbers: dict[str, Any] = {name: getattr(self, name) for name in ("step", *self.number_names)}
        if not callable(self._rate):
            numbers["learning_rate"] = self._rate
        return numbers | {name: values.copy() for name, values in (self.slots or {}).items()}

    def load_state(self, state: Mapping) -> None:
        """Restore what `state()` returned, or `np.load` of it; a saved learning rate is restored too.

        Raises ValueError if names or shapes do not match.
        """
        step = int(state["step"]) if "step" in state else -1
        if step < 0:
            self._refuse("state", "a dict with 'step', a number of steps", sorted(state))
        slot_names = self.slot_names if step > 0 else ()
        expected = {"step", *self.number_names, *slot_names}
        if not callable(self._rate) or "learning_rate" in state:
            expected.add("learning_rate")
        if set(state) != expected:
            self._refuse("state", sorted(expected), sorted(state))
        slots = {name: state[name].copy() for name in slot_names}
        if len({values.shape for values in slots.values()}) > 1:
            self._refuse("state", "slots of one shape", [values.shape for values in slots.values()])
        if "learning_rate" in state:
            self.learning_rate = float(state["learning_rate"])
        for name in self.number_names:
            setattr(self, name, float(state[name]))
        self.step, self.slots = step, slots if step > 0 else None

    def _require_fit(self, parameters, gradients):
        """Raise TypeError or ValueError if `apply` cannot use the arrays: a gradient of size 1 would be broadcast."""
        for what, values in (("parameters", parameters), ("gradients", gradients)):
            if not hasattr(values, "__array_function__"):
                name = type(self).__name__
                raise TypeError(f"{name}: {what}: expected an array of floats. Received: {short(values)}")
        if parameters.ndim != 1 or parameters.shape != gradients.shape:
            shapes = (parameters.shape, gradients.shape)
            self._refuse("parameters and gradients", "flat vectors of one length", shapes)
        if parameters.dtype.kind != "f" or gradients.dtype.kind not in "fiub":
            dtypes = f"{parameters.dtype} and {gradients.dtype}"
            self._refuse("parameters and gradients", "floating-point numbers", dtypes)
        for name, values in (self.slots or {}).items():
            if (values.shape, values.dtype) != (parameters.shape, parameters.dtype):
                expected = f"{(values.shape, str(values.dtype))}, as slot {name!r} has"
                self._refuse("parameters", expected, (parameters.shape, str(parameters.dtype)))

    def _number(self, name, value, interval, otherwise=""):
        """Return `value` (None: the convention's default) as a float; raise ValueError unless it is in `interval`."""
        if value is None:
            value = {"weight_decay": 0, **self.defaults[self.convention]}.get(name)
        return require_number(value, f"{type(self).__name__}: {name}", interval, otherwise)

    def _refuse(self, name, expected, received):
        raise ValueError(f"{type(self).__name__}: {name}: expected {expected}. Received: {short(received)}")
