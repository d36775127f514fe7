"""Format the results of commands: as text for people, as JSON for programs."""

from collections.abc import Iterable, Mapping
from typing import Any

from hbvae.release.find import Ranking
from hbvae.release.folder import no_generator
from hbvae.release.inference import AssignedSong
from hbvae.reporting.numbers import counted


def for_json(value: Any) -> Any:
    """Convert named tuples to dicts, recursively."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {name: for_json(inner) for name, inner in value.items()}
    return [for_json(inner) for inner in value] if isinstance(value, list | tuple) else value


def assignment_text(assignment: AssignedSong, groupings: Iterable[str]) -> str:
    """Describe a song's cluster and nearest tracks in each grouping."""
    itself = assignment.known_as
    lines = [assignment.song + (f" (in the model's collection: {itself.title})" if itself else "")]
    for name in groupings:
        place = getattr(assignment, name)
        if place is None:
            lines.append(f"  {name:8}no lyrics")
            continue
        tracks = counted(place.tracks, "track")
        mostly = "".join(f", {share:.0%} {label}" for label, share in place.labels.values())
        lines.append(
            f"  {name:8}{place.name} (cluster {place.cluster}: {tracks}{mostly}), "
            f"distance {place.distance:.2f} (median of the cluster: {place.typical:.2f})"
        )
        for near in place.nearest:
            labels = ", ".join(filter(None, near.labels.values()))
            in_brackets = f" ({labels})" if labels else ""
            lines.append(f"{'':10}{near.distance:.2f}  {near.title}{in_brackets}")
    return "\n".join(lines)


def ranking_text(ranking: Ranking, n: int) -> str:
    """List the best matches: score, title and labels of each.

    Args:
        ranking: from `hbvae.release.find.find`.
        n: number of songs to list.
    """
    words = ", ".join(ranking.words)
    lines = [
        f"Match with {words}, in standard deviations above the mean of the model's collection:"
    ]
    for song in ranking.songs[:n]:
        named = song.title if song.title == song.song else f"{song.title}  {song.song}"
        labels = ", ".join(song.labels.values())
        lines.append(f"  {song.score:+5.1f}  {named}{f' ({labels})' if labels else ''}")
    return "\n".join(lines)


def unknown_text(ranking: Ranking) -> str:
    """List the words that the encoder does not know, with similar ones; "" if it knows all."""
    words = [
        f"{word} (near: {', '.join(near)})" if near else word
        for word, near in ranking.unknown.items()
    ]
    return f"words that the encoder does not know: {', '.join(words)}" if words else ""


def clusters_lines(about: Mapping[str, Any]) -> list[str]:
    """Describe each cluster of a model in a line: its grouping, number, name and size.

    Args:
        about: from `hbvae.release.inference.info`.
    """
    return [
        f"by {grouping:7}{number:3}  {cluster['name']} ({counted(size, 'track')})"
        for grouping, sizes in about["clusters"].items()
        for number, (cluster, size) in enumerate(zip(about["names"][grouping], sizes, strict=True))
    ]


def info_text(about: Mapping[str, Any]) -> str:
    """Describe a model, one fact per line.

    Args:
        about: from `hbvae.release.inference.info`.
    """
    labels = "; ".join(
        f"{factor}: {', '.join(names)}" for factor, names in about["conditions"].items()
    )
    lines = {
        "collection": f"{about['title']} ({counted(about['tracks'], 'track')})",
        "latent": ", ".join(f"{size} axes of {part}" for part, size in about["parts"].items()),
        "parameters": f"{about['parameters']:,}",
        "clusters": f"\n{'':12}".join(clusters_lines(about)),
        "analyses": f"{about['audio']['duration']:g} s at {about['audio']['sample_rate']} Hz, in "
        f"slices of {about['audio']['slice_duration']:g} s",
        "generates": labels if about["generates"] else f"no, {no_generator(about)}",
        "commit": about["provenance"]["commit"],
        "config": about["provenance"]["config digest"],
        "seed": about["seed"],
        "made with": ", ".join(map(" ".join, about["provenance"]["packages"].items())),
    }
    return "\n".join(f"{name:12}{value}" for name, value in lines.items())


def rejected_for_json(rejected: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Convert (song, reason) pairs to objects."""
    return [{"song": song, "reason": reason} for song, reason in rejected]
