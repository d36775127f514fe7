"""`hbvae` on the command line: a released model, used on songs.

Exit codes: 0, all songs were used; 1, some could not be read (the others were used); 2, nothing was
done: wrong arguments, no model, or no song that could be read.
"""

import json as json_format
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    help="What a released model says of songs. hbvae's workflow (snakemake) trains and releases "
    "one: results/NAME/release.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

Songs = Annotated[list[Path], typer.Argument(help="Recordings, or folders of them.", exists=True)]
Model = Annotated[
    Path,
    typer.Option(
        "--model", "-m", envvar="HBVAE_MODEL", help="Model folder, such as results/NAME/release."
    ),
]
Lyrics = Annotated[
    Path | None,
    typer.Option(
        help="Text file with the lyrics of a single song. Else those of FILE.lrc or FILE.txt "
        "beside each recording are used, or of its tags.",
        exists=True,
        dir_okay=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True)
    ] = False,
) -> None:
    if version:
        from importlib.metadata import version as version_of

        typer.echo(f"hbvae {version_of('hbvae')}")
        raise typer.Exit


@app.command()
def embed(
    songs: Songs,
    model: Model,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="HDF5 file that is written.")
    ] = Path("latents.h5"),
    lyrics: Lyrics = None,
    json: Json = False,
) -> None:
    """Write the latents of songs, a row a slice."""
    with _told():
        from hbvae.release.folder import load_release
        from hbvae.release.inference import embed
        from hbvae.storage.latents import write_latents

        _check_output(output)
        release = load_release(model)
        names = _songs(songs)
        found = embed(names, release, _lyrics(names, lyrics))
        about = {"model": str(model), "dataset": release.config["dataset"]}
        write_latents(str(output), found.latent, found.index, found.parts, **about)
        shown = {
            "file": str(output),
            "songs": len(found.index.track_id),
            "slices": len(found.latent),
            "parts": found.parts,
            "rejected": _rejected(found.rejected),
        }
        parts = ", ".join(f"{size} axes of {part}" for part, size in found.parts.items())
        _show(
            shown,
            f"{output}: {shown['songs']} songs, {shown['slices']} slices; {parts}",
            json,
        )
    _end(found.rejected, len(found.index.track_id))


@app.command()
def assign(
    songs: Songs,
    model: Model,
    nearest: Annotated[int, typer.Option(help="Known tracks to name.", min=0)] = 3,
    lyrics: Lyrics = None,
    json: Json = False,
) -> None:
    """Say which cluster each song is of, how far from its centre, and what it is most like."""
    with _told():
        from hbvae.release.folder import load_release
        from hbvae.release.inference import assign

        release = load_release(model)
        names = _songs(songs)
        found = assign(names, release, _lyrics(names, lyrics), nearest)
        _show(
            {
                "songs": [_as_dict(one) for one in found.songs],
                "rejected": _rejected(found.rejected),
            },
            "\n".join(_in_words(one, release) for one in found.songs),
            json,
        )
    _end(found.rejected, len(found.songs))


@app.command()
def info(model: Model, json: Json = False) -> None:
    """Say what a model is, of which collection, and where it comes from."""
    with _told():
        from hbvae.release.inference import info

        about = info(model)
        sizes = "; ".join(
            f"{name} {', '.join(map(str, of))}" for name, of in about["clusters"].items()
        )
        labels = "; ".join(f"{name}: {', '.join(of)}" for name, of in about["conditions"].items())
        lines = {
            "collection": f"{about['title']} ({about['tracks']} tracks)",
            "latent": ", ".join(f"{size} axes of {part}" for part, size in about["parts"].items()),
            "parameters": f"{about['parameters']:,}",
            "clusters": f"{sizes} tracks",
            "heard": f"{about['audio']['duration']:g} s at {about['audio']['sample_rate']} Hz, in "
            f"slices of {about['audio']['slice_duration']:g} s",
            "generates": labels if about["generates"] else "no, the collection has no labels",
            "commit": about["provenance"]["commit"],
            "config": about["provenance"]["config digest"],
            "seed": about["seed"],
            "made with": ", ".join(map(" ".join, about["provenance"]["packages"].items())),
        }
        _show(about, "\n".join(f"{name:12}{value}" for name, value in lines.items()), json)


@app.command()
def generate(
    model: Model,
    genre: Annotated[str | None, typer.Option(help="Of the sound.")] = None,
    language: Annotated[str | None, typer.Option(help="Of the sound.")] = None,
    label: Annotated[
        list[str] | None, typer.Option(help="Of a factor of another name, as FACTOR=LABEL.")
    ] = None,
    n: Annotated[int, typer.Option("-n", help="Sounds, one after another.", min=1)] = 4,
    seed: Annotated[int, typer.Option(help="Another one gives another sound.", min=0)] = 0,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="File that is written: wav, flac, ogg or mp3.")
    ] = Path("generated.wav"),
    json: Json = False,
) -> None:
    """Make sounds of a genre and a language; what is not asked for is drawn at random."""
    with _told():
        from hbvae.errors import ConfigError
        from hbvae.features.audio_config import AudioConfig
        from hbvae.generation.conditional import generate
        from hbvae.generation.sound import check_ending, one_after_another, to_sound, write_sound
        from hbvae.release.folder import load_generator

        _check_output(output)
        check_ending(output)
        wanted = {"genre": genre, "language": language}
        for one in label or []:
            factor, equals, name = one.partition("=")
            if not equals:
                raise ConfigError(f"--label: expected FACTOR=LABEL, got {one}")
            wanted[factor] = name
        network, conditions, about = load_generator(model)
        asked = {factor: name for factor, name in wanted.items() if name is not None}
        chosen = [conditions.complete(asked, seed + number) for number in range(n)]
        config = AudioConfig(**about["audio"])
        mels = generate(network, conditions.encode(chosen), seed)
        sounds = [to_sound(mel, config, seed=seed) for mel in _progress(mels, "sound")]
        y = one_after_another(sounds, config.sample_rate)
        write_sound(output, y, config.sample_rate)
        heard = "; ".join(", ".join(one.values()) for one in chosen)
        _show(
            {"file": str(output), "seconds": len(y) / config.sample_rate, "labels": chosen},
            f"{output}: {len(y) / config.sample_rate:.1f} s: {heard}",
            json,
        )


@contextmanager
def _told():
    """A problem that a person can mend ends the command with its message alone."""
    import logging
    import os

    from hbvae.errors import HbvaeError
    from hbvae.jobs.disk import no_room

    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    try:
        yield
    except HbvaeError as problem:
        typer.echo(f"hbvae: {problem}", err=True)
        raise typer.Exit(2) from None
    except (OSError, RuntimeError) as problem:
        if not (told := no_room(problem)):
            raise
        typer.echo(f"hbvae: {told}", err=True)
        raise typer.Exit(2) from None


def _check_output(path: Path) -> None:
    """Told before the work, not after it."""
    from hbvae.errors import ConfigError

    if not path.absolute().parent.is_dir():
        raise ConfigError(f"--output: there is no folder {path.parent} to write {path.name} into")


def _songs(paths: list[Path]) -> list[str]:
    from hbvae.errors import ConfigError
    from hbvae.release.inference import find_songs

    songs = list(dict.fromkeys(find_songs(paths)))
    if not songs:
        raise ConfigError(f"there are no recordings in {', '.join(map(str, paths))}")
    return songs


def _lyrics(songs: list[str], path: Path | None) -> dict[str, str]:
    from hbvae.datasets.tags import read_text
    from hbvae.errors import ConfigError

    if path is None:
        return {}
    if len(songs) != 1:
        raise ConfigError(f"--lyrics: expected one song, got {len(songs)}")
    text = read_text(path)
    if not text:
        raise ConfigError(f"--lyrics: expected text, up to 1 MiB of it, in {path}")
    return {songs[0]: text}


def _progress(items, what: str):
    from tqdm import tqdm

    return tqdm(items, what, disable=None)


def _as_dict(value: Any) -> Any:
    """Named tuples as what JSON has for them."""
    if hasattr(value, "_asdict"):
        return {name: _as_dict(of) for name, of in value._asdict().items()}
    if isinstance(value, dict):
        return {name: _as_dict(of) for name, of in value.items()}
    return [_as_dict(one) for one in value] if isinstance(value, list | tuple) else value


def _in_words(assignment, release) -> str:
    lines = [assignment.song]
    for name in release.groupings:
        place = getattr(assignment, name)
        if place is None:
            lines.append(f"  {name:8}no lyrics found")
            continue
        mostly = "".join(f", {share:.0%} {label}" for label, share in place.labels.values())
        lines.append(
            f"  {name:8}cluster {place.cluster} ({place.tracks} tracks{mostly}), distance "
            f"{place.distance:.2f} (its tracks: {place.typical:.2f})"
        )
        for near in place.nearest:
            labels = ", ".join(near.labels.values())
            lines.append(
                f"{'':10}{near.distance:.2f}  {near.title}{f' ({labels})' if labels else ''}"
            )
    return "\n".join(lines)


def _rejected(rejected: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"song": song, "reason": reason} for song, reason in rejected]


def _show(values: dict, text: str, json: bool) -> None:
    if json:
        text = json_format.dumps(values, ensure_ascii=False, indent=2)
    if text:
        typer.echo(text)


def _end(rejected: list[tuple[str, str]], n_used: int) -> None:
    for song, reason in rejected:
        typer.echo(f"hbvae: {song} is left out: {reason}", err=True)
    if rejected:
        raise typer.Exit(1 if n_used else 2)
