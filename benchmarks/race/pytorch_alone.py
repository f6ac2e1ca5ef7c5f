"""PyTorch on the smaller tasks: Adam alone, nine numbers row by row, a gradient check."""

import torch

from race import adam, rows
from race.checked import checked_network, few_rows


class AdamForeach:
    """One step of torch.optim.Adam over one long parameter, by its operations on lists of tensors."""

    options = {"foreach": True}  # noqa: RUF012

    def __init__(self, task):
        self.units = task["parameters"]
        parameters, gradients = map(torch.from_numpy, adam.vectors(task))
        self.parameter = torch.nn.Parameter(parameters)
        self.parameter.grad = gradients
        self.first = parameters[:5].clone()
        self.optimizer = torch.optim.Adam([self.parameter], 0.001, **self.options)
        self.steps = 0

    def round(self):
        self.optimizer.step()
        self.steps += 1

    def outcome(self):
        """How far the first parameters have gone, in steps of η."""
        steps = (self.parameter.detach()[:5] - self.first).abs() / 0.001 / self.steps
        return [round(step, 3) for step in steps.tolist()]


class AdamFused(AdamForeach):
    """The same in one pass."""

    options = {"fused": True}  # noqa: RUF012


class NineNumbers(rows.Nine):
    """The textbook's loop, a row at a time."""

    def set_up(self):
        self.model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Linear(2, 1)).double()
        W1, b1, W2, b2 = (torch.tensor(rows.NINE[part]).double() for part in map(slice, (0, 4, 6, 8), (4, 6, 8, 9)))
        with torch.no_grad():
            for parameter, values in zip(self.model.parameters(), (W1.reshape(2, 2).T, b1, W2[None], b2), strict=True):
                parameter.copy_(values)
        self.optimizer = torch.optim.SGD(self.model.parameters(), rows.ETA)
        self.rows = torch.from_numpy(self.x), torch.from_numpy(self.y)[:, None]

    def train(self, epochs):
        for _ in range(epochs):
            for x, y in zip(*self.rows, strict=True):
                self.optimizer.zero_grad()
                torch.nn.functional.mse_loss(self.model(x), y).backward()
                self.optimizer.step()
        W1, b1, W2, b2 = (parameter.detach() for parameter in self.model.parameters())
        self.nine = [*W1.T.flatten().tolist(), *b1.tolist(), *W2.flatten().tolist(), *b2.tolist()]


class GradientCheck:
    """`torch.autograd.gradcheck` of the loss by all parameters, one by one."""

    fast_mode = False

    def __init__(self, task):
        self.units = 1
        weights = checked_network()
        self.parameters = [torch.tensor(each, requires_grad=True) for layer in weights for each in layer]
        self.x, self.labels = map(torch.from_numpy, few_rows())
        self.agreed = False

    def loss(self, *parameters):
        a = self.x
        for W, b in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
            a = torch.relu(a @ W + b)
        return torch.nn.functional.cross_entropy(a @ parameters[-2] + parameters[-1], self.labels)

    def round(self):
        self.agreed = torch.autograd.gradcheck(self.loss, self.parameters, fast_mode=self.fast_mode)

    def outcome(self):
        """Whether the gradients agree."""
        return self.agreed


class GradientCheckByDirections(GradientCheck):
    """Its fast mode: random directions, as `check_model` does first."""

    fast_mode = True
