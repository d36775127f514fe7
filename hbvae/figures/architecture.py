"""Figure 4: the layers of the network."""

from collections.abc import Sequence
from math import log10, prod

from matplotlib.axes import Axes

from hbvae.figures.boxes import WIDTH, arrow, box, frame
from hbvae.figures.catalogue import catalogued

MULTIPLIED = "\N{MULTIPLICATION SIGN}"
LYRICS, DECODER = -1.2, 1.4  # rows of the diagram; the encoder's row is 0
PARTS = {  # fill colour of each part of a network
    "input": "#e8e8e8",
    "lyrics": "#fde3c0",
    "encoder": "#cfe0f3",
    "latent": "#dccbe8",
    "decoder": "#cdeacb",
    "output": "#e8e8e8",
}


@catalogued(
    "fig04_architecture",
    title="The layers of the paper's model",
    see=(
        "How to read it: the encoder runs from left to right, the decoder below it from right to "
        "left; taller boxes have more outputs. Only the sound is decoded."
    ),
    experiment="HBLM-100",
)
def architecture(layers: Sequence[tuple[str, str, str]], ax: Axes) -> None:
    """Draw a network: encoder and latent from left to right, the decoder below from right to left.

    Args:
        layers: (name, shape, part) in the order in which the layers run; part is a key of `PARTS`.
            Layers of the part "latent" between the encoder and z run in parallel; "lyrics" enter at
            the layer "concatenate".
        ax: axes to draw on; the function hides their frame.
    """
    parts = [part for _, _, part in layers]
    first_decoder = parts.index("decoder") if "decoder" in parts else len(layers) - 1
    encoder, decoder = layers[:first_decoder], layers[first_decoder:]
    heads = [layer for layer in encoder[:-1] if layer[2] == "latent"]
    lyrics = [layer for layer in encoder if layer[2] == "lyrics"]
    steps = [layer for layer in encoder if layer not in heads and layer not in lyrics]
    columns = [[layer] for layer in steps[:-1]] + ([heads] if heads else []) + [[steps[-1]]]
    last = len(columns) - 1
    at = {}
    for x, column in enumerate(columns):
        for number, layer in enumerate(column):
            at[layer] = x, (number - (len(column) - 1) / 2) * 0.7
            _layer(ax, *at[layer], layer)
            for before in columns[x - 1] if x else []:
                y = at[before][1]
                arrow(ax, (x - 1 + WIDTH / 2, y), (x - WIDTH / 2, at[layer][1]))
    for x, layer in enumerate(decoder):
        _layer(ax, last - x, DECODER, layer)
        if x:
            arrow(ax, (last - x + 1 - WIDTH / 2, DECODER), (last - x + WIDTH / 2, DECODER))
    arrow(ax, (last, _height(steps[-1]) / 2), (last, DECODER - _height(decoder[0]) / 2))
    for layer in lyrics:
        fused = next(layer for layer in steps if layer[0] == "concatenate")
        x = at[fused][0]
        _layer(ax, x, LYRICS, layer)
        arrow(ax, (x, LYRICS + _height(layer) / 2), (x, -_height(fused) / 2))
    n_columns = max(len(columns), len(decoder))
    top = LYRICS - 0.4 if lyrics else -0.75
    frame(ax, n_columns, top, DECODER + 0.6, left=last + 0.5 - n_columns)


def _height(layer: tuple[str, str, str]) -> float:
    """Height of a layer's box, which grows with the number of outputs."""
    return 0.26 + 0.17 * log10(prod(map(int, layer[1].split(" x "))))


def _layer(ax: Axes, x: float, y: float, layer: tuple[str, str, str]) -> None:
    name, shape, part = layer
    box(ax, x, y, WIDTH, _height(layer), PARTS[part])
    text = "\n".join([*name.replace(" + ", "\n+ ").split("\n"), shape.replace(" x ", MULTIPLIED)])
    ax.text(x, y, text, ha="center", va="center", fontsize=6, linespacing=1.2)
