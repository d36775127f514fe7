"""Sentences of the report for researchers: settings, groups and scores."""

from collections.abc import Mapping

from hbvae.clustering.registry import all_clusterers
from hbvae.features.pretrained.base import THESE_SONGS
from hbvae.reporting.kinds import names_by_kind
from hbvae.reporting.numbers import counted

TERMS = {
    "slice": "3 seconds of a song; models encode slices, and a song is the mean of its slices",
    "ARI": "adjusted Rand index: how well clusters agree with labels; 1 is perfect, 0 is chance",
    "NMI": "normalised mutual information: agreement as well, but chance is above 0 and grows with "
    "the number of clusters",
    "silhouette": "how compact clusters are and how far apart, from -1 to 1; it does not show "
    "that they are meaningful",
}


def terms(slice_duration: float, has_labels: bool) -> dict[str, str]:
    """Definitions of the report's terms; those about labels only if there are labels."""
    seconds = f"{slice_duration:g} second{'' if slice_duration == 1 else 's'}"
    used = TERMS if has_labels else {name: TERMS[name] for name in ("slice", "silhouette")}
    return used | {"slice": used["slice"].replace("3 seconds", seconds)}


def settings_in_words(
    config: Mapping, representations: Mapping[str, str], titles: Mapping[str, str]
) -> str:
    """Describe the settings of a run in a few sentences.

    Args:
        config: of the run.
        representations: scored representations, each with what it was learned from.
        titles: of representations, by name.
    """
    training, kinds = config["training"], names_by_kind(representations)
    clusterers = {name: all_clusterers()[name].title for name in config["clusterers"]}
    lists = ". ".join(
        f"Representations{f' learned from {kind}' if len(kinds) > 1 else ''}: "
        f"{_titles(names, titles)}"
        for kind, names in kinds.items()
    )
    return (
        f"{lists}. Clusterers: {_titles(list(clusterers), clusterers)}. Models were trained for "
        f"{counted(training['epochs'], 'epoch')} unless the config says otherwise, with "
        f"{100 * training['held_out']:.0f} % of the songs held out. "
        f"Seeds: {', '.join(map(str, config['seeds']))}."
    )


def _titles(names: list[str], titles: Mapping[str, str]) -> str:
    return "; ".join(f"{titles[name]} ({name})" if name in titles else name for name in names)


def about_groups(representation: str, clusterer: str, learned_from: str | None) -> str:
    """Explain the groups.

    Args:
        representation, clusterer: titles of representation and clusterer.
        learned_from: what the representation was learned from; None if it was not scored.
    """
    elsewhere = learned_from not in (None, THESE_SONGS)
    training_note = f", which was also trained on {learned_from}" if elsewhere else ""
    return (
        f"The groups are clusters of songs, made by {clusterer} from: {representation}"
        f"{training_note}. They are numbered by size, and the explorer and all files use the same "
        "numbers. Their names are made without labels and describe how each group differs from the "
        "rest of the collection."
    )


def about_scores(clusterer: str, has_labels: bool, n_seeds: int) -> str:
    """Explain the scores and their limits."""
    seeds = counted(n_seeds, "seed")
    if not has_labels:
        return (
            f"Clusters of songs by {clusterer}, {seeds}. There are no labels, so nothing shows "
            "whether the clusters are right. Square brackets: 95 % interval over songs. Round "
            "brackets: chance, the mean score after songs are assigned to the clusters at random."
        )
    return (
        f"Clusters of songs by {clusterer}, {seeds}. Square brackets: 95 % interval over songs"
        f"{' and seeds' if n_seeds > 1 else ''}. Round brackets: chance, the mean score after "
        "labels are shuffled at random. An interval that contains chance shows no agreement. The "
        "best value of each column is bold if it is above chance; metrics.tsv has all scores."
    )


def about_encoder(encoder: str) -> str:
    """Name the pretrained encoder in sentences; "" without one."""
    if not encoder:
        return ""
    return (
        f" An encoder that was trained on other songs analysed these: {encoder}. Results that use "
        "it are listed separately from results learned from these songs alone."
    )
