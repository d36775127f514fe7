"""`hbvae duplicates`: list the duplicates of a map. Nothing is deleted."""

import json as json_format
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from hbvae.release.copies import Copies, Duplicates, Recording
    from hbvae.storage.duplicates import Copy

MAP = "Folder of a finished map (default: the map in the current folder)."
MapArgument = Annotated[
    Path | None,
    typer.Argument(metavar="MAP", envvar="HBVAE_MAP", help=MAP, show_default=False),
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite existing files.")]
IN_WORDS = {
    "exact copy": "Bit-identical sound in the analysed part",
    "same recording": "The same recording, encoded differently or cut",
    "near version": "Versions of the same piece, but different recordings: you may want both",
}
HEADER = ("set", "keep", "kind", "confidence", "file", "title", "seconds", "format", "kbit/s")


def duplicates(
    map: MapArgument = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Table to write (.csv).", show_default=False
        ),
    ] = None,
    force: Force = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """List duplicate songs and the best copy of each. Deletes nothing."""
    from hbvae.release.copies import load_duplicates
    from hbvae.release.output import check_new_file
    from hbvae.reporting.spreadsheet import write_csv

    if output:
        check_new_file(output, ".csv", force)
    duplicates = load_duplicates(map)
    if output:
        write_csv(str(output), [*HEADER, "bytes"], _rows(duplicates))
    if json:
        typer.echo(json_format.dumps(_for_json(duplicates), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(_lines(duplicates)))


def _lines(duplicates: "Duplicates") -> Iterator[str]:
    """Describe the duplicates for people."""
    from hbvae.reporting.numbers import counted

    if not (duplicates.copies or duplicates.versions):
        yield "No duplicates found."
        return
    n_more = sum(len(copies.recordings) - 1 for copies in duplicates.copies)
    n_sets, n_versions = len(duplicates.copies), len(duplicates.versions)
    parts = [f"{counted(n_more, 'song')} could be removed"] if n_sets else []
    parts += [counted(n_versions, "pair") + " of versions"] if n_versions else []
    yield f"{', '.join(parts)}. Nothing is deleted."
    for copies in sorted(duplicates.copies, key=lambda copies: copies.kind != "exact copy"):
        yield ""
        yield f"{IN_WORDS[copies.kind]} (confidence {copies.confidence:.3f}):"
        yield from _set_lines(copies)
    for first, second, pair in duplicates.versions:
        yield ""
        yield f"{IN_WORDS[pair.kind]} (confidence {pair.confidence:.3f}):"
        yield f"        {_described(first)}"
        yield f"        {_described(second)}{_moved(pair)}"


def _set_lines(copies: "Copies") -> Iterator[str]:
    from hbvae.release.copies import AS_LONG, SHIFTED, why_kept

    first, *others = copies.recordings
    yield f"  keep  {_described(first)} - {why_kept(copies.recordings)}"
    for other in others:
        pair = next(
            (
                pair
                for pair in copies.pairs
                if {pair.track_id, pair.same_as} == {first.track_id, other.track_id}
            ),
            None,
        )
        later = 0.0
        if pair:
            later = pair.later_s if pair.track_id == other.track_id else -pair.later_s
        how = f"; {first.seconds - other.seconds:.0f} s shorter"
        how = how if first.seconds - other.seconds > AS_LONG else ""
        if abs(later) >= SHIFTED:
            how += f"; its sound comes {abs(later):.1f} s {'later' if later > 0 else 'earlier'}"
        yield f"        {_described(other)}{how}"


def _moved(pair: "Copy") -> str:
    percent = 100 * (pair.speed - 1)
    if abs(percent) < 0.5:  # the table has whole percents
        return ""
    return f"; {abs(percent):.0f} % {'faster' if percent > 0 else 'slower'}"


def _described(recording: "Recording") -> str:
    """Describe a recording: file, length, format, bit rate, size."""
    about = []
    if recording.title:
        about.append(f"song {recording.title!r}")
    if recording.seconds:
        minutes, seconds = divmod(round(recording.seconds), 60)
        about.append(f"{minutes}:{seconds:02}")
    if quality := recording.quality:
        about.append(quality.format)
        if quality.kbits:
            about.append(f"{quality.kbits:,} kbit/s")
        about.append(f"{quality.bytes / 1e6:.1f} MB")
    else:
        about.append("the file is gone")
    return f"{recording.file} ({', '.join(about)})"


def _rows(duplicates: "Duplicates") -> Iterator[list]:
    """Compose a table row for each recording: sets of copies, then pairs of versions."""
    sets = [
        (copies.kind, copies.confidence, copies.recordings, True) for copies in duplicates.copies
    ]
    sets += [(pair.kind, pair.confidence, pairs, False) for *pairs, pair in duplicates.versions]
    for number, (kind, confidence, recordings, has_best) in enumerate(sets, 1):
        for place, recording in enumerate(recordings):
            keep = "keep" if has_best and not place else ""
            quality = recording.quality
            yield [
                *(number, keep, kind, f"{confidence:.3f}"),
                *(str(recording.file), recording.title, f"{recording.seconds:.1f}"),
                *((quality.format, quality.kbits or "", quality.bytes) if quality else ("",) * 3),
            ]


def _for_json(duplicates: "Duplicates") -> dict:
    def recording(copy: "Recording") -> dict:
        quality = copy.quality._asdict() if copy.quality else None
        return {
            "file": str(copy.file),
            "title": copy.title,
            "seconds": copy.seconds,
            "quality": quality,
        }

    return {
        "copies": [
            {
                "kind": copies.kind,
                "confidence": copies.confidence,
                "keep": str(copies.recordings[0].file),
                "recordings": list(map(recording, copies.recordings)),
            }
            for copies in duplicates.copies
        ],
        "versions": [
            {
                "kind": pair.kind,
                "confidence": pair.confidence,
                "speed": pair.speed,
                "recordings": [recording(first), recording(second)],
            }
            for first, second, pair in duplicates.versions
        ],
    }
