"""Compare published scores of a corpus with scores of this run by the same protocol."""

from collections.abc import Mapping, Sequence

from tabulate import tabulate

from hbvae.evaluation.maeb import BATCH_SIZE, N_DRAWS, N_SAMPLES, Sampled, over_seeds_sampled
from hbvae.evaluation.score_table import KIND, select, with_kinds
from hbvae.reporting.kinds import kind_heading, rows_by_kind
from hbvae.reporting.numbers import counted, rounded

ANCHOR_COLUMNS = (
    *("corpus", "protocol", "model", KIND, "trained_on", "n", "metric", "value", "deviation"),
    *("source", "software"),
)
PART = 0.9  # share of a corpus below which a dataset counts as a part of it


def anchors_text(
    anchors: Sequence[Mapping],
    corpora: Mapping[str, str],
    rows: Sequence[Mapping],
    learned_from: Mapping[str, str],
    titles: Mapping[str, str],
    audio: Mapping,
) -> str:
    """Compose the section in Markdown: published scores of each corpus, beside those of datasets.

    Args:
        anchors: rows of anchors.tsv, with `ANCHOR_COLUMNS`.
        corpora: corpus of each dataset.
        rows: result of `hbvae.evaluation.maeb.read_sampled`.
        learned_from: training data by representation.
        titles: titles of representations and datasets, by name.
        audio: settings of feature extraction.
    """
    lines = []
    for corpus in dict.fromkeys(corpora.values()):
        published = select(anchors, corpus=corpus)
        lines += [f"## Published clusterings of {corpus}, and ours", "", *_about(published, audio)]
        for dataset in (name for name, its in corpora.items() if its == corpus):
            ours = with_kinds(select(rows, dataset=dataset), learned_from)
            lines += _dataset(
                titles.get(dataset, dataset), corpus, published, _measured(ours, titles)
            )
    return "\n".join(lines)


def _about(published: Sequence[Mapping], audio: Mapping) -> list[str]:
    """Explain the protocol, and how this run differs."""
    sources = "; ".join(dict.fromkeys(row["source"] for row in published))
    return [
        "The protocol is that of MAEB, the Massive Audio Embedding Benchmark (arXiv 2602.16008): "
        f"{N_SAMPLES} times, {N_DRAWS:,} clips are drawn with replacement, clustered by mini-batch "
        f"k-means into as many clusters as there are genres (batches of {BATCH_SIZE}, one start), "
        "and compared with the genres by V-measure, which is the same number as NMI. The value is "
        "the mean over the samples ± their standard deviation. By chance: the mean after the "
        "genres are shuffled among the clips.",
        "",
        "Our protocol differs in three ways. A clip is the mean of its slices of "
        f"{audio['slice_duration']:g} s, of the central {audio['duration']:g} s at most; the "
        "others embed a clip of 30 s as their models do. Our samples and our k-means use other "
        "seeds, and the value is the mean over the seeds of this run. Models that learn from these "
        "songs are fitted to the clips that are clustered, without their genres; the published "
        "encoders were trained on other recordings, which may include these clips.",
        "",
        f"Sources of the published values: {sources}.",
        "",
    ]


def _dataset(
    title: str, corpus: str, published: Sequence[Mapping], ours: Sequence[dict]
) -> list[str]:
    """Compose the part about a dataset: a table for each kind, best first."""
    if not ours:
        return []
    n, complete = ours[0]["n"], max(int(row["n"]) for row in published)
    lines = [f"### {title}: {counted(n, 'clip')} of {corpus}'s {complete:,}", ""]
    if n < PART * complete:
        lines += [
            f"It is a part of {corpus}. With fewer clips, scores by chance are higher and depend "
            "more on the choice of clips. Compare its rows with one another, not with the "
            "published ones.",
            "",
        ]
    rows = [*map(_published, published), *ours]
    for kind, kind_rows in rows_by_kind(rows).items():
        kind_rows.sort(key=lambda row: -row["score"].value)
        table = [_cells(row) for row in kind_rows]
        header = ["what is clustered", "V-measure", "by chance", "clips", "by"]
        lines += [f"#### {kind_heading(kind)}", "", _markdown(header, table), ""]
    return lines


def _published(row: Mapping) -> dict:
    score = Sampled(float(row["value"]), float(row["deviation"] or "nan"), float("nan"))
    is_sampled = bool(row["deviation"])
    what = f"{row['model']}: {row['trained_on'] if is_sampled else row['protocol']}"
    by = row["source"].split(" (")[0]
    return {KIND: row[KIND], "what": what, "score": score, "n": int(row["n"]), "by": by}


def _measured(rows: Sequence[Mapping], titles: Mapping[str, str]) -> list[dict]:
    """Compose a row for each representation, over the seeds."""
    measured = []
    for name in dict.fromkeys(row["representation"] for row in rows):
        ours = select(rows, representation=name)
        score = over_seeds_sampled(
            [Sampled(*(row[field] for field in Sampled._fields)) for row in ours]
        )
        what, by = f"{titles[name]} (`{name}`)", f"this run, {counted(len(ours), 'seed')}"
        measured.append(
            {KIND: ours[0][KIND], "what": what, "score": score, "n": ours[0]["n"], "by": by}
        )
    return measured


def _cells(row: Mapping) -> list[str]:
    value, deviation, chance = (rounded(number, 3) for number in row["score"])
    with_deviation = f"{value} ± {deviation}" if deviation else value
    return [row["what"], with_deviation, chance, f"{row['n']:,}", row["by"]]


def _markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return tabulate(rows, header, tablefmt="github", disable_numparse=True)
