"""Table of the ablations: scores of every setting against each factor, by track."""

from collections.abc import Mapping, Sequence

from tabulate import tabulate

from hbvae.evaluation.registry import all_metrics
from hbvae.evaluation.score_table import over_seeds, select
from hbvae.evaluation.uncertainty import Score
from hbvae.reporting.numbers import counted, rounded, with_interval

METRICS = ("ari", "nmi")
POINT = ("ablation", "model", "setting", "representation")
COLUMNS = ("dataset", *POINT, "reference", "k", "n", "seeds", "metric", *Score._fields)
HEADINGS = {
    "beta": "Weight of the KL term, beta",
    "latent_dim": "Latent size, dimensions",
    "fusion": "Fusion of sound and lyrics",
}


def ablation_rows(
    scores: Sequence[Mapping],
    points: Mapping[str, Sequence[tuple]],
    factors: Mapping[str, Sequence[str]],
    clusterer: str,
) -> list[dict]:
    """Compose a row for each dataset, setting, factor and metric, over the seeds.

    Args:
        scores: rows of `hbvae.evaluation.score_table.read_scores`.
        points: settings (`POINT`) by dataset.
        factors: factors by dataset.
        clusterer: name of the clusterer to score.

    Returns:
        rows of `COLUMNS`.
    """
    by_track = select(scores, clusterer=clusterer, level="track")
    rows = []
    for dataset, compared in points.items():
        for point in compared:
            where = {"dataset": dataset} | dict(zip(POINT, point, strict=True))
            name = where["representation"]
            ours = select(by_track, dataset=dataset, representation=name)
            for factor in factors[dataset]:
                for metric in METRICS:
                    measured = select(ours, reference=factor, metric=metric)
                    size = {key: measured[0][key] for key in ("k", "n")}
                    about = {"reference": factor, "seeds": len(measured), "metric": metric}
                    rows.append(where | size | about | over_seeds(measured)._asdict())
    return rows


def ablations_text(rows: Sequence[Mapping], titles: Mapping[str, str]) -> str:
    """Compose a Markdown table for each dataset and ablation, with a row per setting.

    Args:
        rows: of `ablation_rows`.
        titles: of datasets, by name.
    """
    lines = [
        "# Ablations of the paper's models",
        "",
        "K-means clusters of tracks, scored against each factor. All models learn from these songs "
        "alone. One setting at a time differs from the config. Square brackets: 95 % interval over "
        "tracks and seeds. Round brackets: the score by chance.",
        "",
    ]
    for dataset in dict.fromkeys(row["dataset"] for row in rows):
        here = select(rows, dataset=dataset)
        count = f"{counted(here[0]['n'], 'track')}, {counted(here[0]['seeds'], 'seed')}"
        lines += [f"## {titles.get(dataset, dataset)}: {count}", ""]
        for ablation in dict.fromkeys(row["ablation"] for row in here):
            lines += [f"### {HEADINGS[ablation]}", "", _table(select(here, ablation=ablation)), ""]
    return "\n".join(lines)


def _table(rows: Sequence[Mapping]) -> str:
    columns = list(dict.fromkeys((row["reference"], row["metric"]) for row in rows))
    cells = []
    for model, setting in dict.fromkeys((row["model"], row["setting"]) for row in rows):
        ours = select(rows, model=model, setting=setting)
        by_column = {(row["reference"], row["metric"]): row for row in ours}
        cells.append([model, setting, *(_cell(by_column[column]) for column in columns)])
    headings = [f"{all_metrics()[metric].heading}, {factor}" for factor, metric in columns]
    header = ["Model", "Setting", *headings]
    return tabulate(cells, header, tablefmt="github", disable_numparse=True)


def _cell(row: Mapping) -> str:
    score = Score(*(row[name] for name in Score._fields))
    return f"{with_interval(score)} ({rounded(score.chance)})"
