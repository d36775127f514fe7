"""`hbvae assign`, `find`, `embed`, `generate` and `info`: use a trained model."""

import json as json_format
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

Songs = Annotated[
    list[Path],
    typer.Argument(metavar="SONG...", help="Recordings, or folders of recordings.", exists=True),
]
Model = Annotated[
    Path,
    typer.Option(
        "--model",
        "-m",
        metavar="FOLDER",
        envvar="HBVAE_MODEL",
        help="Folder of the model, such as results/NAME/release.",
    ),
]
Lyrics = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Lyrics of a single song (a text or LRC file). By default, lyrics come from SONG.lrc "
        "or SONG.txt beside each recording, or from its tags.",
        exists=True,
        dir_okay=False,
        show_default=False,
    ),
]
Number = Annotated[
    int, typer.Option("-n", metavar="NUMBER", help="Number of songs to list.", min=1)
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def embed(
    songs: Songs,
    model: Model,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="HDF5 file to write.")
    ] = Path("latents.h5"),
    lyrics: Lyrics = None,
    json: Json = False,
) -> None:
    """Write the latents of songs to a file, one row per slice."""
    from hbvae.release.answers import rejected_for_json
    from hbvae.release.arguments import find_recordings, given_lyrics, unreadable
    from hbvae.release.folder import load_release, read_config
    from hbvae.release.inference import embed
    from hbvae.release.output import check_latents_output
    from hbvae.reporting.numbers import counted
    from hbvae.storage.latents import write_latents

    replaced = check_latents_output(output)
    read_config(model)
    paths = find_recordings(songs)
    _exit_for_rejected(unreadable(paths), 0)
    release = load_release(model)
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
        f"{output}{replaced}: {counted(n_songs, 'song')}, {counted(n_slices, 'slice')}; {parts}",
        json,
    )
    _exit_for_rejected(embedding.rejected, n_songs)


def assign(
    songs: Songs,
    model: Model,
    nearest: Annotated[
        int,
        typer.Option(
            metavar="NUMBER",
            help="Number of nearest songs to list, out of those the model was fitted to.",
            min=0,
        ),
    ] = 3,
    lyrics: Lyrics = None,
    json: Json = False,
) -> None:
    """Assign songs to the clusters of a trained model, and list the songs nearest to them."""
    from hbvae.release.answers import assignment_text, for_json, rejected_for_json
    from hbvae.release.arguments import find_recordings, given_lyrics, unreadable
    from hbvae.release.folder import load_release, read_config
    from hbvae.release.inference import assign

    read_config(model)
    paths = find_recordings(songs)
    _exit_for_rejected(unreadable(paths), 0)
    release = load_release(model)
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


def info(model: Model, json: Json = False) -> None:
    """Describe a trained model: its collection, its size and its origin."""
    from hbvae.release.answers import info_text
    from hbvae.release.inference import info

    about = info(model)
    _show(about, info_text(about), json)


def find(
    words: Annotated[
        str, typer.Argument(metavar="WORDS", help='Words for a sound, such as "sad guitar".')
    ],
    model: Model,
    songs: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="SONG...",
            help="Recordings, or folders of recordings, to search (default: the songs that the "
            "model was fitted to).",
            exists=True,
        ),
    ] = None,
    n: Number = 10,
    json: Json = False,
) -> None:
    """Search songs by words for their sound; best matches first."""
    from hbvae.release.answers import for_json, ranking_text, rejected_for_json, unknown_text
    from hbvae.release.arguments import find_recordings, unreadable
    from hbvae.release.find import find
    from hbvae.release.folder import load_searchable, read_config

    read_config(model)
    recordings = find_recordings(songs) if songs else None
    _exit_for_rejected(unreadable(recordings or []), 0)
    searchable = load_searchable(model)
    ranking = find(words, searchable, recordings)
    if unknown := unknown_text(ranking):
        typer.echo(f"hbvae: {unknown}", err=True)
    _show(
        {
            "words": ranking.words,
            "unknown": ranking.unknown,
            "songs": [for_json(song) for song in ranking.songs[:n]],
            "rejected": rejected_for_json(ranking.rejected),
        },
        ranking_text(ranking, n) if ranking.songs else "",
        json,
    )
    _exit_for_rejected(ranking.rejected, len(ranking.songs))


def generate(
    model: Model,
    genre: Annotated[str | None, typer.Option(metavar="GENRE", help="Genre to generate.")] = None,
    language: Annotated[
        str | None, typer.Option(metavar="LANGUAGE", help="Language to generate.")
    ] = None,
    label: Annotated[
        list[str] | None,
        typer.Option(metavar="FACTOR=LABEL", help="Label of another factor, such as mood=calm."),
    ] = None,
    n: Annotated[
        int, typer.Option("-n", metavar="NUMBER", help="Number of sounds to generate.", min=1)
    ] = 4,
    seed: Annotated[
        int,
        typer.Option(
            metavar="NUMBER", help="Random seed; change it for a different result.", min=0
        ),
    ] = 0,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", help="File to write: wav, flac, ogg or mp3."
        ),
    ] = Path("generated.wav"),
    json: Json = False,
) -> None:
    """Generate sounds with given labels; omitted labels are drawn at random."""
    from hbvae.features.audio_config import AudioConfig
    from hbvae.generation.conditional import generate
    from hbvae.generation.sound import join_sounds, to_sound, write_sound
    from hbvae.release.arguments import given_labels
    from hbvae.release.folder import load_generator
    from hbvae.release.output import GENERATED, check_sound_output

    replaced = check_sound_output(output)
    wanted = {"genre": genre, "language": language} | given_labels(label or [])
    wanted = {factor: name for factor, name in wanted.items() if name is not None}
    network, conditions, about = load_generator(model)
    labels = [conditions.complete(wanted, seed + number) for number in range(n)]
    config = AudioConfig(**about["audio"])
    mels = generate(network, conditions.encode(labels), seed)
    sounds = [to_sound(mel, config, seed=seed) for mel in _progress(mels, "sound")]
    y = join_sounds(sounds, config.sample_rate)
    write_sound(output, y, config.sample_rate, comment=GENERATED)
    seconds = len(y) / config.sample_rate
    in_words = "; ".join(", ".join(names.values()) for names in labels)
    _show(
        {"file": str(output), "seconds": seconds, "labels": labels},
        f"{output}{replaced}: {seconds:.1f} s: {in_words}",
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
