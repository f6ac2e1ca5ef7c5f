"""Classical models: the perceptron, one linear layer with five losses, the network of nine parameters."""
