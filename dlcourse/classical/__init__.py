"""Before deep networks: the perceptron, one layer with five losses, the network of nine parameters."""
