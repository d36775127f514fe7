"""Checkpoints as `transformers` saves them: a folder, or the copy of one from the model hub.

Only what stands beside the weights is read here, without torch: what a checkpoint is, and whether
it may be loaded. Nothing of it is code, and weights are safetensors, which cannot contain code.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import file_digest, sha256
from pathlib import Path
from typing import NamedTuple

import yaml

from hbvae.config import suggest
from hbvae.errors import ConfigError

CLASSES = {  # architectures in config.json: the module and the class that load them
    **dict.fromkeys(
        ("ClapModel", "ClapAudioModelWithProjection"), ("hbvae.features.pretrained.clap", "Clap")
    ),
    **dict.fromkeys(
        ("ASTForAudioClassification", "ASTModel"),
        ("hbvae.features.pretrained.spectrogram_transformer", "SpectrogramTransformer"),
    ),
}
REFUSED = {  # beginnings of names on the hub, in small letters, and why
    "m-a-p/mert": "MERT runs code of its own, and its licence allows no commercial use",
    "mtg-upf/discogs-maest": "MAEST runs code of its own, and its licence allows no commercial use",
    "openmuq/muq": "MuQ runs code of its own, and its licence allows no commercial use",
}
HUB_NAME = re.compile(r"\w[\w.-]*/\w[\w.-]*")
COMMIT = re.compile(r"[0-9a-f]{40}")
CONFIG, EXTRACTOR, PROCESSOR = "config.json", "preprocessor_config.json", "processor_config.json"
ABOUT = ("*.json", "*.txt", "README.md")  # what is read here, and the tokenizer
WEIGHTS = "model*.safetensors"


class Wanted(NamedTuple):
    """What a key of the config may name."""

    key: str
    architectures: tuple[str, ...]  # in config.json
    example: str  # on the hub, for messages
    others: tuple[str, ...] = ()  # what it may name besides checkpoints


ENCODERS = Wanted("pretrained.encoder", (*CLASSES,), "laion/larger_clap_general", ("musicnn",))


class Snapshot(NamedTuple):
    """A checkpoint that may be loaded."""

    wanted: Wanted
    folder: Path
    name: str  # on the hub, or of the folder
    revision: str  # commit on the hub; where there is none, SHA-256 of the weights
    licence: str
    architecture: str  # one of those that are wanted
    config: Mapping  # of the model
    extractor: Mapping  # of what turns sound into its input


def loading_class(name: str) -> tuple[str, str]:
    """The module and the class that load a checkpoint; argument and errors are `snapshot`'s."""
    return CLASSES[snapshot(name).architecture]


@lru_cache
def snapshot(name: str, wanted: Wanted = ENCODERS) -> Snapshot:
    """Look a checkpoint up, and download it where it is on the hub alone.

    Args:
        name: a folder; or a name on the hub, with ``@`` and a revision where it is not the newest
            one that is wanted. What was downloaded before is used without a network.
        wanted: what it may be.

    Raises:
        ConfigError: it is not here and cannot be downloaded, or may not be loaded.
    """
    try:
        return _look_up(name, wanted)
    except ConfigError as problem:
        raise ConfigError(f"{wanted.key}: {problem}") from None


def _look_up(name: str, wanted: Wanted) -> Snapshot:
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _read(folder, _name_of(folder), _commit_of(folder), wanted)
    repository, _, revision = name.partition("@")
    if not HUB_NAME.fullmatch(repository):
        others = "".join(f"{other}, " for other in wanted.others)
        raise ConfigError(
            f"expected {others}a name on the model hub such as {wanted.example}, or a folder that "
            f"exists; got {name!r}{suggest(name, wanted.others)}"
        )
    for beginning, reason in REFUSED.items():
        if repository.lower().startswith(beginning):
            raise ConfigError(f"{reason}; choose {wanted.example}, for example")
    place = repository, revision or None
    folder = _cached(*place) or _downloaded(*place, wanted)
    return _read(folder, repository, folder.name, wanted)


def _read(folder: Path, name: str, commit: str | None, wanted: Wanted) -> Snapshot:
    config, architecture, extractor = _checked(folder, wanted)
    weights = sorted(folder.glob(WEIGHTS))
    if not weights:
        raise _problem(
            folder,
            f"expected weights as safetensors ({WEIGHTS}), which cannot contain code",
            "choose a checkpoint or a revision that has them (NAME@REVISION); or, if you trust "
            f"this checkpoint, convert it: load it with {architecture}.from_pretrained and save "
            "it with save_pretrained",
        )
    revision = commit or _digest(weights)
    licence = _licence(folder)
    return Snapshot(wanted, folder, name, revision, licence, architecture, config, extractor)


def _checked(folder: Path, wanted: Wanted) -> tuple[Mapping, str, Mapping]:
    """The model's config, its architecture, the extractor's config: all but the weights."""
    config = _json(folder / CONFIG)
    if not config:
        raise _problem(folder, f"expected a checkpoint of transformers with its {CONFIG}")
    for file in sorted(folder.glob("*config.json")):
        if _json(file).get("auto_map"):
            raise _problem(
                folder,
                f"{file.name} asks to run code of its own (auto_map), which hbvae does not do",
                f"choose a checkpoint of a class in transformers, such as {wanted.example}",
            )
    architecture, *_ = config.get("architectures") or ["model of no class"]
    if architecture not in wanted.architectures:
        expected = " or ".join(wanted.architectures)
        raise _problem(folder, f"expected a {expected}, got a {architecture}")
    extractor = _json(folder / EXTRACTOR)
    extractor = extractor or _json(folder / PROCESSOR).get("feature_extractor")
    if not extractor:
        raise _problem(
            folder,
            f"expected a {EXTRACTOR}, which says how to prepare the sound",
            "copy it from the source of the weights",
        )
    return config, architecture, extractor


def _problem(folder: Path, problem: str, *advice: str) -> ConfigError:
    return ConfigError("; ".join([f"{folder}: {problem}", *advice]))


def _json(path: Path) -> dict:
    """The content of a file; empty where there is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise ValueError("expected keys with values")
        return content
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as problem:
        raise ConfigError(f"{path} cannot be read ({problem}); copy or download it again") from None


def _licence(folder: Path) -> str:
    """What the model card says at its beginning, between two lines of dashes."""
    try:
        card = (folder / "README.md").read_text(encoding="utf-8")
        about = yaml.safe_load(card.split("---")[1]) if card.startswith("---") else {}
        return str(about.get("license") or "unknown")
    except (OSError, ValueError, AttributeError, IndexError, yaml.YAMLError):
        return "unknown"


def _digest(weights: Iterable[Path]) -> str:
    """SHA-256 of the files of weights, about a second for 1 GB."""
    digests = []
    for path in weights:
        with path.open("rb") as file:
            digests.append(file_digest(file, "sha256").hexdigest())
    return digests[0] if len(digests) == 1 else sha256("".join(digests).encode()).hexdigest()


# The model hub


def _name_of(folder: Path) -> str:
    """The name on the hub of a folder of its cache; else the folder's own."""
    whole = folder.resolve()
    cache = re.fullmatch(r"models--(.+?)--(.+)", whole.parent.parent.name)
    return "/".join(cache.groups()) if cache and whole.parent.name == "snapshots" else whole.name


def _commit_of(folder: Path) -> str | None:
    """The commit on the hub that a folder was downloaded from, where its downloader noted it."""
    if COMMIT.fullmatch(folder.resolve().name):
        return folder.resolve().name
    note = folder / ".cache/huggingface/download" / f"{CONFIG}.metadata"
    first = note.read_text(encoding="utf-8").splitlines()[:1] if note.is_file() else []
    return first[0] if first and COMMIT.fullmatch(first[0]) else None


def _cached(repository: str, revision: str | None) -> Path | None:
    """The folder of a checkpoint that was downloaded whole before."""
    from huggingface_hub import snapshot_download

    try:
        downloaded = snapshot_download(
            repository,
            revision=revision,
            allow_patterns=(*ABOUT, WEIGHTS),
            local_files_only=True,
        )
    except (OSError, ValueError):
        return None
    return Path(downloaded) if any(Path(downloaded).glob(WEIGHTS)) else None


def _downloaded(repository: str, revision: str | None, wanted: Wanted) -> Path:
    """Download a checkpoint into the hub's cache; the weights last, where they may be loaded."""
    _checked(_download(repository, revision, ABOUT), wanted)
    return _download(repository, revision, (WEIGHTS,))


def _download(repository: str, revision: str | None, patterns: Sequence[str]) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(repository, revision=revision, allow_patterns=patterns))
    except (OSError, ValueError) as problem:
        reason = str(problem).strip().partition("\n")[0].rstrip(".")
        command = f"hf download {repository}" + (f" --revision {revision}" if revision else "")
        raise ConfigError(
            f"{repository} is not a folder, was not downloaded before, and cannot be downloaded "
            f"now ({reason}); download it where there is a network ({command}), or copy its "
            "folder here and give that folder"
        ) from None
