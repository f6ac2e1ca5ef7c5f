"""Activation functions a = φ(z), each with its derivative φ′(z) and its backward pass, all on one page.

    name         φ(z)                              values        φ′(z)
    linear       z                                 (−∞, ∞)       1
    step         [z ≥ 0]                           {0, 1}        0
    sigmoid      1/(1 + e^(−z))                    (0, 1)        σ(z) σ(−z), at most 1/4
    tanh         (e^z − e^(−z))/(e^z + e^(−z))     (−1, 1)       1 − tanh²(z), at most 1
    softmax      e^(zₖ)/Σⱼ e^(zⱼ)                  (0, 1)        ∂aₖ/∂zⱼ = aₖ([k = j] − aⱼ), a matrix
    relu         max(0, z)                         [0, ∞)        1 | 0
    leaky_relu   z | s z                           (−∞, ∞)       1 | s
    prelu        z | α z, α learnt                 (−∞, ∞)       1 | α;  ∂a/∂α = 0 | z
    elu          z | α(e^z − 1)                    (−α, ∞)       1 | α e^z = φ(z) + α
    selu         λ z | λ α(e^z − 1)                (−λα, ∞)      λ | λ α e^z = φ(z) + λα
    softplus     ln(1 + e^z)                       (0, ∞)        σ(z)
    swish        z σ(z), also called silu          [−0.279, ∞)   σ(z)(1 + z σ(−z))
    gelu         z Φ(z), Φ of N(0, 1)              [−0.170, ∞)   Φ(z) + z e^(−z²/2)/√(2π)

"p | q" is p where z > 0 and q elsewhere: at the kink z = 0 every derivative is the one from the left, so ReLU′(0) = 0.
The step is 1 at 0, as the perceptron predicts. Open ends of a range are reached once rounding is coarser than the rest.

`name(z)` gives a, and `name_derivative(z)` φ′(z); both also take lists and whole numbers, which become float64.
`name_backward(da, …)` takes what comes from above, da = ∂L/∂a, and returns dz = ∂L/∂z of the same shape; after `da`
stands what a layer kept: a itself for sigmoid, tanh and softmax, else z. Nothing overflows, however far out z is.
Raises TypeError for anything but an array of numbers, ValueError where `da` has another shape than what was kept, where
softmax has no numbers along the last axis, and for a slope or an α that does not fit. NaN in an array gives NaN.
"""

from dlcourse.activations.classic import (
    linear,
    linear_backward,
    linear_derivative,
    sigmoid,
    sigmoid_backward,
    sigmoid_derivative,
    softmax,
    softmax_backward,
    softmax_derivative,
    step,
    step_backward,
    step_derivative,
    tanh,
    tanh_backward,
    tanh_derivative,
)
from dlcourse.activations.rectifiers import (
    SELU_ALPHA,
    SELU_LAMBDA,
    elu,
    elu_backward,
    elu_derivative,
    leaky_relu,
    leaky_relu_backward,
    leaky_relu_derivative,
    prelu,
    prelu_backward,
    prelu_derivative,
    relu,
    relu_backward,
    relu_derivative,
    selu,
    selu_backward,
    selu_derivative,
)
from dlcourse.activations.smooth import (
    gelu,
    gelu_backward,
    gelu_derivative,
    silu,
    silu_backward,
    silu_derivative,
    softplus,
    softplus_backward,
    softplus_derivative,
    swish,
    swish_backward,
    swish_derivative,
)

__all__ = [
    "SELU_ALPHA",
    "SELU_LAMBDA",
    "elu",
    "elu_backward",
    "elu_derivative",
    "gelu",
    "gelu_backward",
    "gelu_derivative",
    "leaky_relu",
    "leaky_relu_backward",
    "leaky_relu_derivative",
    "linear",
    "linear_backward",
    "linear_derivative",
    "prelu",
    "prelu_backward",
    "prelu_derivative",
    "relu",
    "relu_backward",
    "relu_derivative",
    "selu",
    "selu_backward",
    "selu_derivative",
    "sigmoid",
    "sigmoid_backward",
    "sigmoid_derivative",
    "silu",
    "silu_backward",
    "silu_derivative",
    "softmax",
    "softmax_backward",
    "softmax_derivative",
    "softplus",
    "softplus_backward",
    "softplus_derivative",
    "step",
    "step_backward",
    "step_derivative",
    "swish",
    "swish_backward",
    "swish_derivative",
    "tanh",
    "tanh_backward",
    "tanh_derivative",
]
