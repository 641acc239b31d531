"""
One of the report's five optimizer scripts, as it computes: `python3 report_script.py sgd FILES`, with FILES a
JSON object of MNIST's four files. Weights in float64, layers as objects, images read as float32 in [0, 1] and
labels one-hot; after every array that is updated, the loss of the batch is evaluated again; every tenth
iteration the accuracy on the 10,000 test images and on the batch is printed. It draws no plot.
"""

import json
import sys

import numpy as np


class Affine:
    def __init__(self, weight, bias):
        self.weight, self.bias = weight, bias

    def forward(self, x):
        self.x = x
        return np.dot(x, self.weight) + self.bias

    def backward(self, dy):
        self.d_weight = np.dot(self.x.T, dy)
        self.d_bias = np.sum(dy, axis=0)
        return np.dot(dy, self.weight.T)


class Sigmoid:
    def forward(self, x):
        self.y = 1 / (1 + np.exp(-x))
        return self.y

    def backward(self, dy):
        return dy * (1.0 - self.y) * self.y


class SoftmaxWithLoss:
    def forward(self, x, targets):
        self.targets = targets
        shifted = x - np.max(x, axis=1, keepdims=True)
        powers = np.exp(shifted)
        self.y = powers / np.sum(powers, axis=1, keepdims=True)
        rows = np.arange(len(x))
        return -np.sum(np.log(self.y[rows, np.argmax(targets, axis=1)] + 1e-7)) / len(x)

    def backward(self):
        return (self.y - self.targets) / len(self.targets)


class MultiLayerNet:
    def __init__(self, widths, scale, weight_decay=0):
        self.weight_decay = weight_decay
        self.params = {}
        self.affines = []
        self.layers = []
        for number, (inputs, units) in enumerate(zip(widths, widths[1:]), 1):
            weight = self.params[f"W{number}"] = scale * np.random.randn(inputs, units)
            bias = self.params[f"b{number}"] = np.zeros(units)
            self.affines.append(Affine(weight, bias))
            self.layers.append(self.affines[-1])
            if number < len(widths) - 1:
                self.layers.append(Sigmoid())
        self.head = SoftmaxWithLoss()

    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def loss(self, x, targets):
        penalty = 0
        for affine in self.affines:
            penalty += 0.5 * self.weight_decay * np.sum(affine.weight**2)
        return self.head.forward(self.predict(x), targets) + penalty

    def accuracy(self, x, targets):
        predicted = np.argmax(self.predict(x), axis=1)
        return np.sum(predicted == np.argmax(targets, axis=1)) / float(len(x))

    def gradient(self, x, targets):
        self.loss(x, targets)
        dy = self.head.backward()
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        grads = {}
        for number, affine in enumerate(self.affines, 1):
            grads[f"W{number}"] = affine.d_weight + self.weight_decay * affine.weight
            grads[f"b{number}"] = affine.d_bias
        return grads


def sgd(i, key, w, g, state):
    w -= 0.01 * g


def momentum(i, key, w, g, state):
    if i == 0:
        state[key] = np.zeros_like(w)
    state[key] = 0.9 * state[key] - 0.3 * g
    w += state[key]


def adagrad(i, key, w, g, state):
    if i == 0:
        state[key] = np.full_like(w, 1e-4)
    else:
        state[key] += np.square(g)
    w -= 0.1 * g / np.sqrt(state[key])


def rmsprop(i, key, w, g, state):
    if i == 0:
        state[key] = np.zeros_like(w)
    state[key] *= 0.99
    state[key] += (1 - 0.99) * np.square(g)
    w -= 0.01 * g / (np.sqrt(state[key]) + 1e-7)


def adam(i, key, w, g, state):
    if i == 0:
        state[key] = np.zeros_like(w), np.zeros_like(w)
    m, v = state[key]
    rate = 0.01 * np.sqrt(1.0 - 0.999 ** (i + 1)) / (1.0 - 0.9 ** (i + 1))
    m += (1 - 0.9) * (g - m)
    v += (1 - 0.999) * (g**2 - v)
    w -= rate * m / (np.sqrt(v) + 1e-7)


def load(images, labels):
    x = np.fromfile(images, np.uint8)[16:].reshape(-1, 784).astype(np.float32)
    x /= 255.0
    onehot = np.zeros((len(x), 10))
    onehot[np.arange(len(x)), np.fromfile(labels, np.uint8)[8:]] = 1
    return x, onehot


def main(update, files):
    x_train, t_train = load(**files["train"])
    x_test, t_test = load(**files["test"])
    network = MultiLayerNet([784, 40, 20, 10], 0.01)
    losses, train_accuracies, test_accuracies = [], [], []
    state = {}
    for i in range(1000):
        rows = np.random.choice(len(x_train), 100)
        x, targets = x_train[rows], t_train[rows]
        grads = network.gradient(x, targets)
        for key in ("W1", "W2", "W3", "b1", "b2", "b3"):
            update(i, key, network.params[key], grads[key], state)
            losses.append(network.loss(x, targets))
        if (i + 1) % 10 == 0:
            test_accuracies.append(network.accuracy(x_test, t_test))
            train_accuracies.append(network.accuracy(x, targets))
            print(f"Generation: {i + 1}. train accuracy = {train_accuracies[-1]}")
            print(f"Generation: {i + 1}. test accuracy = {test_accuracies[-1]}")


if __name__ == "__main__":
    main(globals()[sys.argv[1]], json.loads(sys.argv[2]))
