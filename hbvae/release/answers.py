"""Answers of the command line, for people and for programs."""

from collections.abc import Iterable, Mapping
from typing import Any

from hbvae.release.inference import AssignedSong


def for_json(value: Any) -> Any:
    """Named tuples as objects, to any depth."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {name: for_json(inner) for name, inner in value.items()}
    return [for_json(inner) for inner in value] if isinstance(value, list | tuple) else value


def assignment_text(assignment: AssignedSong, groupings: Iterable[str]) -> str:
    """A song's cluster, and the tracks nearest to it, for each grouping."""
    lines = [assignment.song]
    for name in groupings:
        place = getattr(assignment, name)
        if place is None:
            lines.append(f"  {name:8}no lyrics found")
            continue
        mostly = "".join(f", {share:.0%} {label}" for label, share in place.labels.values())
        lines.append(
            f"  {name:8}{place.name} (cluster {place.cluster}: {place.tracks} tracks{mostly}), "
            f"distance {place.distance:.2f} (its tracks: {place.typical:.2f})"
        )
        for near in place.nearest:
            labels = ", ".join(near.labels.values())
            in_brackets = f" ({labels})" if labels else ""
            lines.append(f"{'':10}{near.distance:.2f}  {near.title}{in_brackets}")
    return "\n".join(lines)


def clusters_lines(about: Mapping[str, Any]) -> list[str]:
    """A line for each cluster of a model: what it is assigned by, number, name and size.

    Args:
        about: from `hbvae.release.inference.info`.
    """
    return [
        f"by {grouping:7}{number:3}  {cluster['name']} ({size} tracks)"
        for grouping, sizes in about["clusters"].items()
        for number, (cluster, size) in enumerate(zip(about["names"][grouping], sizes, strict=True))
    ]


def rejected_for_json(rejected: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Songs that cannot be read, with the reasons."""
    return [{"song": song, "reason": reason} for song, reason in rejected]
