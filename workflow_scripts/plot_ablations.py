"""Plot the ablations as small multiples: a row per dataset, a column per changed setting."""

from statistics import fmean

import numpy as np

from hbvae.evaluation.score_table import read_scores, select
from hbvae.figures.ablations import Line, Looks, ablation_panel
from hbvae.figures.style import PAGE, figure, in_lines
from hbvae.jobs.task import run_task
from hbvae.reporting.ablations import HEADINGS
from hbvae.reporting.numbers import counted

FUSION = "fusion"
ROW = 1.75  # inches


def main(table, png, pdf, titles, clusterer):
    rows = select(read_scores([table]), metric="ari")
    datasets = list(dict.fromkeys(row["dataset"] for row in rows))
    ablations = [name for name in HEADINGS if any(row["ablation"] == name for row in rows)]
    looks = Looks.assign(
        list(dict.fromkeys(row["reference"] for row in rows)),
        list(dict.fromkeys(row["model"] for row in rows if row["ablation"] != FUSION)),
    )
    counts = "; ".join(
        f"{titles[name]}: {counted(next(r['n'] for r in rows if r['dataset'] == name), 'track')}"
        for name in datasets
    )
    caption = (
        f"{clusterer} of tracks: adjusted Rand index against each factor, mean over "
        f"{counted(int(rows[0]['seeds']), 'seed')}, with 95 % interval over tracks and seeds. "
        f"Dashed: chance. {counts}. One setting at a time differs from the config."
    )
    size = {"figsize": (PAGE, 0.9 + ROW * len(datasets)), "squeeze": False, "sharey": True}
    shape = len(datasets), len(ablations)
    title = "Ablations: how well clusters agree with each factor, one setting changed at a time"
    with figure((png, pdf), caption, *shape, **size, title=title) as (fig, axes):
        for dataset, row_axes in zip(datasets, axes, strict=True):
            for ablation, ax in zip(ablations, row_axes, strict=True):
                shown = select(rows, dataset=dataset, ablation=ablation)
                if shown:
                    draw(shown, looks, ax)
                else:
                    ax.set_axis_off()
            name = in_lines(titles[dataset], 1.4, 8)
            row_axes[0].set_ylabel(f"{name}\nadjusted Rand index")
        for ablation, ax in zip(ablations, axes[0], strict=True):
            ax.set_title(HEADINGS[ablation])
        fig.legend(handles=looks.handles(), loc="outside lower center", ncols=5, frameon=False)


def draw(rows, looks, ax):
    """Draw a panel: the rows of a dataset and an ablation."""
    is_fusion = rows[0]["ablation"] == FUSION
    settings = list(dict.fromkeys(row["setting"] for row in rows))
    keys = ("reference",) if is_fusion else ("reference", "model")
    lines = []
    for key in dict.fromkeys(tuple(row[name] for name in keys) for row in rows):
        ours = select(rows, **dict(zip(keys, key, strict=True)))
        place = np.array([settings.index(row["setting"]) for row in ours])
        scores = (np.array([row[name] for row in ours]) for name in ("value", "low", "high"))
        lines.append(Line(key[0], "" if is_fusion else key[1], place, *scores))
    names = [setting.replace(", ", ",\n") for setting in settings]
    ablation_panel(lines, names, fmean(row["chance"] for row in rows), looks, ax, not is_fusion)


if "snakemake" in globals():
    run_task(main, snakemake)
