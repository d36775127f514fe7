"""Pictures of a run's rows: speed.png and agreement.png.

    python tests/gpu/plots.py FOLDER

They need matplotlib, which a machine with a GPU may lack: then draw them elsewhere.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from matplotlib.ticker import LogLocator, NullLocator
from tables import read_rows

from hbvae.figures.style import COLOURS, MARKERS, PAGE, figure, marks

WAYS = {  # series of the plot: precision, where the slices lie, torch.compile, cuDNN search
    "bfloat16": ("bf16-mixed", "resident", "no", "no"),
    "bfloat16, streamed": ("bf16-mixed", "streamed", "no", "no"),
    "bfloat16, compiled": ("bf16-mixed", "resident", "yes", "no"),
    "float32": ("32-true", "resident", "no", "no"),
    "float32, streamed": ("32-true", "streamed", "no", "no"),
    "float32, compiled": ("32-true", "resident", "yes", "no"),
}
SETTINGS = ("precision", "slices", "torch.compile", "cuDNN search")
CURVES = ("hybrid_vae", "joint_vae")  # measured with several batch sizes in most ways


def draw(folder: Path) -> None:
    """Draw what the rows of a run allow."""
    rows = read_rows(folder)
    machine = next((row["device"] for row in rows if "device" in row), "unknown")
    speeds = [row for row in rows if row["part"] == "speed" and "slices/s" in row]
    if speeds:
        caption = "Training speed; all of an epoch counts. Left: batches of "
        caption += f"{min(row['batch'] for row in speeds)}. Device: {machine}."
        path = str(folder / "speed.png")
        with figure((path,), caption, ncols=3, figsize=(PAGE, 2.9)) as (fig, axes):
            _draw_speeds(fig, axes, speeds)
    compared = [row for row in rows if "per epoch" in row]
    if compared:
        caption = "Largest difference of an epoch's losses between CPU and GPU, relative to the "
        caption += f"CPU's; at least 1e-7 is drawn. Dashed: the tolerance. Device: {machine}."
        path = str(folder / "agreement.png")
        with figure((path,), caption, figsize=(0.7 * PAGE, 2.8)) as (fig, ax):
            _draw_differences(fig, ax, compared)


def _draw_speeds(fig, axes, rows: list[dict]) -> None:
    batches = sorted({row["batch"] for row in rows})
    models = list(dict.fromkeys(row["model"] for row in rows))
    for colour, marker, (label, way) in zip(COLOURS, MARKERS, WAYS.items(), strict=False):
        look = {"color": colour, "marker": marker, "ms": 4, "label": label}
        series = [row for row in rows if tuple(row[key] for key in SETTINGS) == way]
        some = [row for row in series if row["batch"] == batches[0]]
        places = [models.index(row["model"]) for row in some]
        axes[0].plot([row["slices/s"] for row in some], places, linestyle="", **look)
        for ax, model in zip(axes[1:], CURVES, strict=True):
            points = sorted((r["batch"], r["slices/s"]) for r in series if r["model"] == model)
            if points:
                ax.plot(*zip(*points, strict=True), **look)
    axes[0].set_yticks(range(len(models)), models)
    axes[0].invert_yaxis()
    axes[0].set(xlabel="slices/s", xscale="log")
    _count(axes[0].xaxis)
    axes[1].sharey(axes[2])
    for ax, model in zip(axes[1:], CURVES, strict=True):
        ax.set(title=model, xlabel="batch", xscale="log", yscale="log")
        _count(ax.yaxis)
        ax.set_xticks(batches, [str(batch) for batch in batches])
        ax.xaxis.set_minor_locator(NullLocator())
    for ax in axes:
        ax.grid()
    handles, labels = axes[0].get_legend_handles_labels()
    fig.legend(handles, labels, loc="outside upper center", frameon=False, ncols=3)


def _count(axis) -> None:
    axis.set_major_locator(LogLocator(subs=(1, 3)))
    axis.set_major_formatter("{x:,.0f}")
    axis.set_minor_locator(NullLocator())


def _draw_differences(fig, ax, rows: list[dict]) -> None:
    by_model = {row["model"]: [max(value, 1e-7) for value in row["per epoch"]] for row in rows}
    for name, mark in marks(by_model).items():
        epochs = range(1, len(by_model[name]) + 1)
        ax.semilogy(epochs, by_model[name], color=mark.colour, marker=mark.marker, ms=4, label=name)
    ax.axhline(rows[0]["tolerance"], color="0.4", linestyle="--", linewidth=0.8)
    ax.set(xlabel="epoch", ylabel="relative difference")
    ax.set_xticks(epochs)
    ax.yaxis.set_major_formatter("{x:g}")
    ax.grid()
    fig.legend(loc="outside right center", frameon=False)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
