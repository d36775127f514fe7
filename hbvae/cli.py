"""`hbvae` on the command line: the map of a collection, and its model applied to other songs.

Exit codes: 0, every song was used; 1, some songs cannot be read (the others were used), or a run
failed; 2, nothing was done: wrong arguments, no model, an output that must not be overwritten, or
no song that can be read; 130, a run was interrupted.
"""

import json as json_format
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from hbvae.release.commands import mix, path, similar
from hbvae.release.duplicates_command import duplicates
from hbvae.release.export_command import export
from hbvae.workflow.commands import demo, map_songs
from hbvae.workflow.tag_command import tag

app = typer.Typer(
    help="Groups in a music collection, from sound and lyrics. Begin with: hbvae map FOLDER",
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
        help="Text or LRC file with the lyrics of a single song. Without it, FILE.lrc or FILE.txt "
        "beside each recording is used, or the lyrics in its tags.",
        exists=True,
        dir_okay=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"hbvae {version('hbvae')}")
        raise typer.Exit


def _print_snakefile(asked: bool) -> None:
    if asked:
        from hbvae.workflow.place import project_folder

        typer.echo(project_folder() / "Snakefile")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
    snakefile: Annotated[
        bool,
        typer.Option(
            "--snakefile",
            callback=_print_snakefile,
            is_eager=True,
            help="Print where the workflow is, for snakemake --snakefile.",
        ),
    ] = False,
) -> None:
    """Options that need no command."""
    from hbvae.jobs.encoding import use_utf8

    use_utf8()


@contextmanager
def _problems_in_a_line() -> Iterator[None]:
    """End the command with the message alone where a person can fix the problem."""
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
        if not (message := no_room(problem)):
            raise
        typer.echo(f"hbvae: {message}", err=True)
        raise typer.Exit(2) from None


app.command("map")(_problems_in_a_line()(map_songs))
for command in (demo, similar, path, mix, duplicates, export, tag):
    app.command()(_problems_in_a_line()(command))


@app.command()
def embed(
    songs: Songs,
    model: Model,
    output: Annotated[Path, typer.Option("--output", "-o", help="HDF5 file to write.")] = Path(
        "latents.h5"
    ),
    lyrics: Lyrics = None,
    json: Json = False,
) -> None:
    """Write the latents of songs, one row per slice."""
    with _problems_in_a_line():
        from hbvae.release.answers import rejected_for_json
        from hbvae.release.arguments import find_recordings, given_lyrics
        from hbvae.release.folder import load_release
        from hbvae.release.inference import embed
        from hbvae.release.output import check_latents_output
        from hbvae.storage.latents import write_latents

        check_latents_output(output)
        release = load_release(model)
        paths = find_recordings(songs)
        embedding = embed(paths, release, given_lyrics(paths, lyrics))
        origin = {"model": str(model), "dataset": release.config["dataset"]}
        write_latents(str(output), embedding.latent, embedding.index, embedding.parts, **origin)
        n_songs, n_slices = len(embedding.index.track_id), len(embedding.latent)
        parts = ", ".join(f"{size} axes of {part}" for part, size in embedding.parts.items())
        _show(
            {
                "file": str(output),
                "songs": n_songs,
                "slices": n_slices,
                "parts": embedding.parts,
                "rejected": rejected_for_json(embedding.rejected),
            },
            f"{output}: {n_songs} songs, {n_slices} slices; {parts}",
            json,
        )
    _exit_for_rejected(embedding.rejected, n_songs)


@app.command()
def assign(
    songs: Songs,
    model: Model,
    nearest: Annotated[int, typer.Option(help="How many known tracks to name.", min=0)] = 3,
    lyrics: Lyrics = None,
    json: Json = False,
) -> None:
    """Assign songs to the clusters of a trained model, and name the nearest known tracks."""
    with _problems_in_a_line():
        from hbvae.release.answers import assignment_text, for_json, rejected_for_json
        from hbvae.release.arguments import find_recordings, given_lyrics
        from hbvae.release.folder import load_release
        from hbvae.release.inference import assign

        release = load_release(model)
        paths = find_recordings(songs)
        assignments = assign(paths, release, given_lyrics(paths, lyrics), nearest)
        _show(
            {
                "songs": [for_json(song) for song in assignments.songs],
                "rejected": rejected_for_json(assignments.rejected),
            },
            "\n".join(assignment_text(song, release.groupings) for song in assignments.songs),
            json,
        )
    _exit_for_rejected(assignments.rejected, len(assignments.songs))


@app.command()
def info(model: Model, json: Json = False) -> None:
    """Describe a model: its collection, its size, and where it comes from."""
    with _problems_in_a_line():
        from hbvae.release.answers import info_text
        from hbvae.release.inference import info

        about = info(model)
        _show(about, info_text(about), json)


@app.command()
def find(
    words: Annotated[str, typer.Argument(help='Words for the sound, such as "sad guitar".')],
    model: Model,
    songs: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Recordings, or folders of them, to search; without any, the songs that the model "
            "was fitted to.",
            exists=True,
        ),
    ] = None,
    n: Annotated[int, typer.Option("-n", help="How many songs to name.", min=1)] = 10,
    json: Json = False,
) -> None:
    """Find songs by words for their sound, the best first."""
    with _problems_in_a_line():
        from hbvae.release.answers import for_json, found_text, rejected_for_json, unknown_text
        from hbvae.release.arguments import find_recordings
        from hbvae.release.find import find
        from hbvae.release.folder import load_searchable

        searchable = load_searchable(model)
        ranking = find(words, searchable, find_recordings(songs) if songs else None)
        if unknown := unknown_text(ranking):
            typer.echo(f"hbvae: {unknown}", err=True)
        _show(
            {
                "words": ranking.words,
                "unknown": ranking.unknown,
                "songs": [for_json(song) for song in ranking.songs[:n]],
                "rejected": rejected_for_json(ranking.rejected),
            },
            found_text(ranking, n) if ranking.songs else "",
            json,
        )
    _exit_for_rejected(ranking.rejected, len(ranking.songs))


@app.command()
def generate(
    model: Model,
    genre: Annotated[str | None, typer.Option(help="Genre to generate.")] = None,
    language: Annotated[str | None, typer.Option(help="Language to generate.")] = None,
    label: Annotated[
        list[str] | None, typer.Option(help="Label of another factor, as FACTOR=LABEL.")
    ] = None,
    n: Annotated[int, typer.Option("-n", help="Sounds, one after another.", min=1)] = 4,
    seed: Annotated[
        int, typer.Option(help="Random seed; change it for a different result.", min=0)
    ] = 0,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="File to write: wav, flac, ogg or mp3.")
    ] = Path("generated.wav"),
    json: Json = False,
) -> None:
    """Generate sounds with given labels; labels that are not given are drawn at random."""
    with _problems_in_a_line():
        from hbvae.features.audio_config import AudioConfig
        from hbvae.generation.conditional import generate
        from hbvae.generation.sound import one_after_another, to_sound, write_sound
        from hbvae.release.arguments import given_labels
        from hbvae.release.folder import load_generator
        from hbvae.release.output import GENERATED, check_sound_output

        check_sound_output(output)
        wanted = {"genre": genre, "language": language} | given_labels(label or [])
        wanted = {factor: name for factor, name in wanted.items() if name is not None}
        network, conditions, about = load_generator(model)
        labels = [conditions.complete(wanted, seed + number) for number in range(n)]
        config = AudioConfig(**about["audio"])
        mels = generate(network, conditions.encode(labels), seed)
        sounds = [to_sound(mel, config, seed=seed) for mel in _progress(mels, "sound")]
        y = one_after_another(sounds, config.sample_rate)
        write_sound(output, y, config.sample_rate, comment=GENERATED)
        seconds = len(y) / config.sample_rate
        in_words = "; ".join(", ".join(names.values()) for names in labels)
        _show(
            {"file": str(output), "seconds": seconds, "labels": labels},
            f"{output}: {seconds:.1f} s: {in_words}",
            json,
        )


def _progress(items: Iterable, what: str) -> Iterable:
    from tqdm import tqdm

    return tqdm(items, what, disable=None)


def _show(values: dict, text: str, json: bool) -> None:
    if json:
        text = json_format.dumps(values, ensure_ascii=False, indent=2)
    if text:
        typer.echo(text)


def _exit_for_rejected(rejected: list[tuple[str, str]], n_used: int) -> None:
    for song, reason in rejected:
        typer.echo(f"hbvae: {song} is left out: {reason}", err=True)
    if rejected:
        raise typer.Exit(1 if n_used else 2)
