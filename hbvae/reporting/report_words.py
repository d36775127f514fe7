"""Sentences of the report: what was run, what its groups and its scores are."""

from collections.abc import Mapping

from hbvae.features.pretrained.base import THESE_SONGS
from hbvae.reporting.kinds import names_by_kind
from hbvae.reporting.numbers import counted


def settings_in_words(config: Mapping, representations: Mapping[str, str]) -> str:
    """The settings of a run in a few sentences.

    Args:
        config: of the run.
        representations: those that were scored, each with what it was learned from.
    """
    training, kinds = config["training"], names_by_kind(representations)
    lists = ". ".join(
        f"Representations{f' learned from {kind}' if len(kinds) > 1 else ''}: {', '.join(names)}"
        for kind, names in kinds.items()
    )
    return (
        f"{lists}. Clusterers: "
        f"{', '.join(config['clusterers'])}. Models were trained for {training['epochs']} epochs "
        f"unless the config says otherwise, with a share of {training['held_out']} of the tracks "
        f"held out. Seeds: {', '.join(map(str, config['seeds']))}."
    )


def about_groups(representation: str, clusterer: str, why_k: str, learned_from: str | None) -> str:
    """What the groups are.

    Args:
        representation, clusterer: whose groups are shown.
        why_k: how their number was chosen; "" where the clusterer found it.
        learned_from: what the representation was learned from; None: it was not scored.
    """
    elsewhere = learned_from not in (None, THESE_SONGS)
    heard = f", which is learned from {learned_from} as well" if elsewhere else ""
    return (
        f"Clusters of songs by {clusterer} on {representation}{heard}. {why_k}{why_k and ' '}"
        "They are numbered by size; the explorer, which has all others, and the files use the same "
        "numbers. Their names, made without labels, say what tells them from the rest of the "
        "collection; what they stand for is for you to hear."
    )


def about_scores(clusterer: str, has_labels: bool, n_seeds: int) -> str:
    """What the scores are, and what they do not say."""
    seeds = counted(n_seeds, "seed")
    if not has_labels:
        return (
            f"By {clusterer}, tracks, {seeds}. There are no labels, so nothing says whether the "
            "clusters are right: the silhouette says how compact they are, the figure of stability "
            "how well another sample of songs would give the same. In brackets: 95 % interval."
        )
    return (
        f"By {clusterer}, tracks, {seeds}. In brackets: 95 % interval over tracks"
        f"{' and seeds' if n_seeds > 1 else ''}. A score whose interval holds its chance, the mean "
        "after labels were dealt at random, says nothing. metrics.tsv has all scores."
    )


def about_encoder(encoder: str) -> str:
    """Who else has heard the songs; "" without an encoder."""
    if not encoder:
        return ""
    return (
        f" An encoder that was trained on other songs has heard these: {encoder}. What was learned "
        "with its help stands apart from what was learned from these songs alone."
    )
