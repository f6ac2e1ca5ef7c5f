"""Training with PyTorch: the loop of its tutorials, and the same compiled, with its fused optimizers."""

import torch
from torch.nn.functional import cross_entropy

from race.tasks import LEARNING_RATES, first_weights, loss_of, rows_of


def network(task):
    """The task's network with the first weights."""
    layers = []
    for W, b in first_weights(task):
        layer = torch.nn.Linear(*W.shape, dtype=getattr(torch, task["dtype"]))
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(W.T))
            layer.bias.copy_(torch.from_numpy(b))
        layers += [layer, torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


class Eager:
    """Shuffled row numbers, zero_grad, forward, loss, backward, step."""

    fused = False

    def __init__(self, task):
        torch.manual_seed(2)
        self.task, self.model = task, network(task)
        self.x, self.labels = map(torch.from_numpy, rows_of(task))
        make = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}[task["optimizer"]]
        self.optimizer = make(self.model.parameters(), LEARNING_RATES[task["optimizer"]], fused=self.fused)
        self.loss = self.loss_of_batch

    def loss_of_batch(self, x, labels):
        return cross_entropy(self.model(x), labels)

    def round(self):
        for rows in torch.randperm(len(self.x)).split(self.task["batch"]):
            self.optimizer.zero_grad()
            self.loss(self.x[rows], self.labels[rows]).backward()
            self.optimizer.step()

    def outcome(self):
        """The loss before and after."""
        x, labels = self.x.numpy(), self.labels.numpy()
        layers = [layer for layer in self.model if isinstance(layer, torch.nn.Linear)]
        after = [(layer.weight.detach().numpy().T, layer.bias.detach().numpy()) for layer in layers]
        return [loss_of(weights, x, labels) for weights in (first_weights(self.task), after)]


class Compiled(Eager):
    """Network and loss by torch.compile, for each size of batch by itself; the optimizer fused."""

    fused = True

    def __init__(self, task):
        super().__init__(task)
        self.loss = torch.compile(self.loss_of_batch, dynamic=False)
