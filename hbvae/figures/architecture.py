"""Figure 4: the layers of the network."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from hbvae.figures.boxes import WIDTH, arrow, box, frame

MULTIPLIED = "\N{MULTIPLICATION SIGN}"
PARTS = {  # fill of each part of a network
    "input": "#e8e8e8",
    "lyrics": "#fde3c0",
    "encoder": "#cfe0f3",
    "latent": "#dccbe8",
    "decoder": "#cdeacb",
    "output": "#e8e8e8",
}


def architecture(layers: Sequence[tuple[str, str, str]], ax: Axes) -> None:
    """Draw a network: encoder and latent from left to right, the decoder back below it.

    Args:
        layers: (name, shape, part) of each in the order it runs; part is one of `PARTS`. Layers
            of the part "latent" between encoder and z run side by side; "lyrics" enter where they
            stand.
        ax: axes to draw on; its frame is taken away.
    """
    names = [part for _, _, part in layers]
    first_decoder = names.index("decoder") if "decoder" in names else len(layers) - 1
    encoder, decoder = layers[:first_decoder], layers[first_decoder:]
    heads = [layer for layer in encoder[:-1] if layer[2] == "latent"]
    steps = [layer for layer in encoder if layer not in heads and layer[2] != "lyrics"]
    columns = [[layer] for layer in steps[:-1]] + ([heads] if heads else []) + [[steps[-1]]]
    n = max(len(columns), len(decoder))
    at = {}
    for x, column in enumerate(columns):
        for number, layer in enumerate(column):
            y = (number - (len(column) - 1) / 2) * 0.6
            at[layer] = x, y
            _layer(ax, x, y, layer, 0.52 if len(column) > 1 else 0.8)
            if x:
                for before in columns[x - 1]:
                    there = at[before]
                    arrow(ax, (there[0] + WIDTH / 2, there[1]), (x - WIDTH / 2, y))
    last = len(columns) - 1
    for x, layer in enumerate(decoder):
        _layer(ax, last - x, 1.35, layer, 0.8)
        if x:
            arrow(ax, (last - x + 1 - WIDTH / 2, 1.35), (last - x + WIDTH / 2, 1.35))
    arrow(ax, (last, 0.4), (last, 0.95))
    for layer in encoder:
        if layer[2] == "lyrics":
            x = at[next(one for one in steps if one[0] == "concatenate")][0]
            _layer(ax, x, -1.15, layer, 0.5)
            arrow(ax, (x, -0.9), (x, -0.4))
    frame(ax, n, -1.45, 1.8, left=last + 0.5 - max(len(columns), len(decoder)))


def _layer(ax: Axes, x: float, y: float, layer: tuple[str, str, str], height: float) -> None:
    name, shape, part = layer
    box(ax, x, y, WIDTH, height, PARTS[part])
    text = "\n".join([*name.replace(" + ", "\n+ ").split("\n"), shape.replace(" x ", MULTIPLIED)])
    ax.text(x, y, text, ha="center", va="center", fontsize=6, linespacing=1.25)
