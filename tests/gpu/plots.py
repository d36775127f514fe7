"""Pictures of a run's rows: speed.png and agreement.png.

    python tests/gpu/plots.py FOLDER

They need matplotlib, which a machine with a GPU may lack: then draw them elsewhere.
"""

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tables import read_rows

WAYS = {  # rows of a plot's series: settings beside the model and the batch
    "bfloat16": ("bf16-mixed", "resident", "no"),
    "bfloat16, streamed": ("bf16-mixed", "streamed", "no"),
    "bfloat16, compiled": ("bf16-mixed", "resident", "yes"),
    "float32": ("32-true", "resident", "no"),
    "float32, streamed": ("32-true", "streamed", "no"),
    "float32, compiled": ("32-true", "resident", "yes"),
}
SETTINGS = ("precision", "slices", "torch.compile")


def draw(folder: Path) -> None:
    """Draw what the rows of a run allow."""
    from hbvae.figures.style import PAGE, figure

    rows = read_rows(folder)
    (machine,) = {row["device"] for row in rows if "device" in row} or {"unknown device"}

    def save(name: str, caption: str, fill: Callable, **shape) -> None:
        with figure((str(folder / name),), f"{caption} {machine}.", **shape) as (fig, axes):
            fill(fig, axes)

    speeds = [row for row in rows if row["part"] == "speed" and "slices/s" in row]
    if speeds:
        caption = "Training speed, all of an epoch counted. Left: the smallest batch. Right:"
        caption += " the two models that are measured in most ways."
        save(
            "speed.png",
            caption,
            lambda fig, axes: _speed(fig, axes, speeds),
            ncols=2,
            figsize=(PAGE, 3.2),
        )
    compared = [row for row in rows if "per epoch" in row]
    if compared:
        caption = "Largest difference of an epoch's losses between CPU and GPU, relative to the"
        caption += " CPU's. Dashed: the tolerance. Below 1e-7 it is drawn there."
        save(
            "agreement.png",
            caption,
            lambda fig, ax: _agreement(ax, compared),
            figsize=(PAGE / 2, 2.8),
        )


def _speed(fig, axes, rows: list[dict]) -> None:
    from hbvae.figures.style import COLOURS, MARKERS

    smallest = min(row["batch"] for row in rows)
    models = list(dict.fromkeys(row["model"] for row in rows))
    curves = [name for name in ("hybrid_vae", "joint_vae") if name in models]
    by_model, by_batch = axes
    for colour, marker, (name, way) in zip(COLOURS, MARKERS, WAYS.items(), strict=False):
        of_way = [row for row in rows if tuple(row[key] for key in SETTINGS) == way]
        of_way = [row for row in of_way if row["cuDNN search"] == "no"]
        if not of_way:
            continue
        some = [row for row in of_way if row["batch"] == smallest]
        by_model.plot(
            [row["slices/s"] for row in some],
            [models.index(row["model"]) for row in some],
            marker,
            color=colour,
            ms=4,
            label=name,
        )
        for model, line in zip(curves, ("-", "--"), strict=False):
            points = sorted((r["batch"], r["slices/s"]) for r in of_way if r["model"] == model)
            by_batch.plot(*zip(*points, strict=True), line + marker, color=colour, ms=4)
    by_model.set_yticks(range(len(models)), models)
    by_model.invert_yaxis()
    by_model.set(xscale="log", xlabel="slices/s", title=f"batches of {smallest}")
    by_model.grid()
    batches = sorted({row["batch"] for row in rows})
    by_batch.set(xscale="log", yscale="log", xlabel="batch", ylabel="slices/s")
    by_batch.set_xticks(batches, [str(batch) for batch in batches])
    by_batch.minorticks_off()
    by_batch.set_title(", ".join(map(" ".join, zip(curves, ("(solid)", "(dashed)"), strict=False))))
    by_batch.grid()
    fig.legend(*by_model.get_legend_handles_labels(), loc="outside right center", frameon=False)


def _agreement(ax, rows: list[dict]) -> None:
    from hbvae.figures.style import marks

    for name, mark in marks(row["model"] for row in rows).items():
        (row,) = (row for row in rows if row["model"] == name)
        values = [max(value, 1e-7) for value in row["per epoch"]]
        epochs = range(1, len(values) + 1)
        ax.semilogy(epochs, values, color=mark.colour, marker=mark.marker, ms=4, label=name)
    ax.axhline(rows[0]["tolerance"], color="0.4", linestyle="--", linewidth=0.8)
    ax.set(xlabel="epoch", ylabel="relative difference")
    ax.set_xticks(epochs)
    ax.grid()
    ax.legend(frameon=False, ncols=2)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
