"""micrograd: nine numbers row by row, each number a node of its own in the graph."""

from micrograd.nn import MLP

from race import rows


class NineNumbers(rows.Nine):
    """Its MLP, with ReLU left out: the network is linear."""

    def set_up(self):
        self.model = MLP(2, [2, 1])
        self.first, self.second = self.model.layers
        for neuron in self.first.neurons:
            neuron.nonlin = False
        for value, number in zip(self.values(), rows.NINE, strict=True):
            value.data = number
        self.rows = list(zip(self.x.tolist(), self.y.tolist(), strict=True))

    def values(self):
        """Its nine parameters in the order of the nine numbers."""
        one, two = self.first.neurons
        (output,) = self.second.neurons
        return [one.w[0], two.w[0], one.w[1], two.w[1], one.b, two.b, *output.w, output.b]

    def train(self, epochs):
        for _ in range(epochs):
            for x, y in self.rows:
                loss = (self.model(x) - y) ** 2
                self.model.zero_grad()
                loss.backward()
                for parameter in self.model.parameters():
                    parameter.data -= rows.ETA * parameter.grad
        self.nine = [value.data for value in self.values()]
