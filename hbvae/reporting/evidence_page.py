"""Page of evidence: each claim of the paper, with scores for and against it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tabulate import tabulate

from hbvae.clustering.registry import all_clusterers
from hbvae.evaluation.registry import all_metrics
from hbvae.evaluation.score_table import select
from hbvae.features.pretrained.base import THESE_SONGS
from hbvae.reporting.claims import NO_ENCODER, ROLES, WithEncoder, measured, not_run
from hbvae.reporting.kinds import kind_heading, rows_by_kind
from hbvae.reporting.numbers import counted, rounded, with_interval
from hbvae.reporting.verdicts import verdict

FULL_RUN = "snakemake --configfile config/full.yaml"
TRAINING_COLUMNS = ("experiment", "epochs", "source")


class Run(NamedTuple):
    """What the page says about a run besides its scores."""

    n_seeds: int
    titles: Mapping[str, str] = {}  # of datasets and representations, by name
    synthetic: Sequence[str] = ()  # datasets whose songs a program made
    controls: Mapping[str, str] = {}  # factor whose labels each control uses, by name
    epochs: Mapping[str, int] = {}  # of each trained model, by name
    encoder: WithEncoder = NO_ENCODER  # representations that use one

    def title(self, name: str) -> str:
        """Title of a dataset, marked if its songs are synthetic."""
        is_synthetic = ", synthetic songs" if name in self.synthetic else ""
        return f"{self.titles.get(name, name)}{is_synthetic}"

    def model(self, name: str) -> str:
        """Title and name of a representation."""
        return f"{self.titles[name]} (`{name}`)" if name in self.titles else f"`{name}`"


def evidence_text(
    claims: Sequence[Mapping],
    experiments: Mapping[str, Sequence[str]],
    scores: Sequence[Mapping],
    axes: Sequence[Mapping],
    published: Sequence[Mapping],
    run: Run,
) -> str:
    """Compose the page in Markdown.

    Representations that learn from these songs answer a claim; those that use a pretrained encoder
    follow in a separate table.

    Args:
        claims: rows of claims.tsv.
        experiments: datasets of this run by the experiment of the paper that they repeat.
        scores: rows of metrics.tsv.
        axes: rows of disentanglement.tsv.
        published: rows of training.tsv: epochs of the published models.
        run: other content of the page.
    """
    lines = ["# The paper's claims, and the evidence", "", _how_measured(run), ""]
    lines += filter(None, [_about_synthetic(experiments, run), _about_epochs(published, run)])
    if any(
        not_run(run.encoder.without(claim), dataset, axes if claim["part"] else scores)
        for claim in claims
        for dataset in experiments.get(claim["experiment"], [])
    ):
        lines += [
            "*Not run* lists controls and other representations that this run omits; "
            f"`{FULL_RUN}` runs all of them.",
            "",
        ]
    titles = list(dict.fromkeys(claim["claim"] for claim in claims))
    for number, title in enumerate(titles, 1):
        lines += [f"## {number}. {title}", ""]
        for claim in select(claims, claim=title):
            lines += _evidence(claim, experiments, axes if claim["part"] else scores, run)
    return "\n".join(lines)


def _how_measured(run: Run) -> str:
    given = [
        f"{run.model(name)} is a control that receives the {factor}s"
        for name, factor in run.controls.items()
    ]
    return (
        f"Computed from `metrics.tsv` and `disentanglement.tsv`; {counted(run.n_seeds, 'seed')}. "
        "Brackets: 95 % interval over tracks"
        f"{'' if run.n_seeds == 1 else ' and seeds'}. By chance: the mean score after the labels "
        "are shuffled among the tracks (for a silhouette, the clusters among the points). A score "
        "*cannot be distinguished from chance* if its interval contains chance, and *is below "
        "chance* if its interval ends below chance. "
        f"{'; '.join(['No label was used in training any model', *given])}."
    )


def _about_synthetic(experiments: Mapping[str, Sequence[str]], run: Run) -> str:
    """Name the synthetic datasets in a paragraph; "" without any."""
    names = [name for names in experiments.values() for name in names if name in run.synthetic]
    if not names:
        return ""
    titles = " and ".join(f"*{run.titles.get(name, name)}*" for name in names)
    return (
        f"The songs of {titles} are synthetic. Compare their scores with chance and with each "
        "other, not with the published scores, which are of other songs.\n"
    )


def _about_epochs(published: Sequence[Mapping], run: Run) -> str:
    """Compare the training epochs with the published ones in a paragraph; "" without training."""
    if not run.epochs:
        return ""
    by_epochs: dict[int, list[str]] = {}
    for name, epochs in run.epochs.items():
        by_epochs.setdefault(epochs, []).append(run.model(name))
    ours = "; ".join(
        f"{counted(epochs, 'epoch')}: {', '.join(names)}" for epochs, names in by_epochs.items()
    )
    theirs = " and ".join(
        f"{row['epochs']} epochs on {row['experiment']} ({row['source']})" for row in published
    )
    return (
        f"Training in this run: {ours}. The published models were trained for {theirs}. With fewer "
        "epochs, scores may differ for that reason alone.\n"
    )


def _evidence(claim: Mapping, experiments: Mapping, rows: Sequence[Mapping], run: Run) -> list[str]:
    """Lines about a metric of a claim: the published value, each dataset, a remark."""
    title = all_metrics()[claim["metric"]].title
    if claim["reference"] != "none":
        title += f", {claim['reference']}"
    if claim["clusterer"]:
        title += f", {all_clusterers()[claim['clusterer']].title}, tracks"
    published = f"{claim['source']}: **{claim['published'] or 'not published'}**"
    lines = [f"{_sentence(title)} {_sentence(published)}", ""]
    datasets = experiments.get(claim["experiment"], [])
    if not datasets:
        lines += [f"No dataset of this run repeats the experiment {claim['experiment']}.", ""]
    for dataset in datasets:
        lines += _comparison(claim, dataset, rows, run)
    return [*lines, claim["remark"], ""]


def _comparison(claim: Mapping, dataset: str, rows: Sequence[Mapping], run: Run) -> list[str]:
    """Lines about a dataset: representations that learn from its songs, then each other kind."""
    kinds, alone = rows_by_kind(rows), run.encoder.without(claim)
    lines = _answer(alone, dataset, kinds.pop(THESE_SONGS, []), run)
    for kind, others in kinds.items():
        lines += _beside(claim, dataset, kind, others, run)
    if not lines:
        title = run.titles.get(dataset, dataset)
        return [f"{title}: this run lacks the representation or the clusterer.", ""]
    if absent := not_run(alone, dataset, rows):
        lines += [f"Not run: {', '.join(map(run.model, absent))}.", ""]
    return lines


def _answer(claim: Mapping, dataset: str, rows: Sequence[Mapping], run: Run) -> list[str]:
    """A table of the scores and their verdict on the claim; [] without scores."""
    table, verdicts = [], []
    published = "" if dataset in run.synthetic else claim["published"]
    for role, title in ROLES.items():
        for name, score in measured(claim, role, dataset, rows).items():
            table.append([title, run.model(name), with_interval(score), rounded(score.chance)])
            if role != "control":
                verdicts.append(f"{title} (`{name}`) {verdict(score, published)}")
    if not table:
        return []
    lines = [_table(run.title(dataset), table)]
    return lines + ([_sentence("; ".join(verdicts)), ""] if verdicts else [])


def _beside(
    claim: Mapping, dataset: str, kind: str, rows: Sequence[Mapping], run: Run
) -> list[str]:
    """A table of scores of the joint model with an encoder, and of the encoder alone."""
    titles = {"joint": f"{ROLES['joint']}, with an encoder", "itself": "the encoder alone"}
    with_itself = {**claim, "itself": " ".join(run.encoder.itself)}
    scores = {role: measured(with_itself, role, dataset, rows) for role in titles}
    if not scores["joint"]:
        return []
    table = [
        [titles[role], run.model(name), with_interval(score), rounded(score.chance)]
        for role, by_name in scores.items()
        for name, score in by_name.items()
    ]
    heading = f"{kind_heading(kind)}, so this is not evidence about the paper's claim:"
    return [heading, "", _table(run.title(dataset), table)]


def _table(dataset: str, rows: Sequence[Sequence[str]]) -> str:
    header = [dataset, "representation", "value", "by chance"]
    return tabulate(rows, header, tablefmt="github", disable_numparse=True) + "\n"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
