"""Checkpoints in the format of `transformers`: a folder, or a copy from the model hub.

Only the files beside the weights are read here, without torch, to see what a checkpoint is and
whether it may be loaded. Code in it is refused, and weights must be safetensors, which cannot
contain code.
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
REFUSED = {  # reasons by the beginnings of names on the hub, in lower case
    "m-a-p/mert": "MERT runs its own code, and its licence forbids commercial use",
    "mtg-upf/discogs-maest": "MAEST runs its own code, and its licence forbids commercial use",
    "openmuq/muq": "MuQ runs its own code, and its licence forbids commercial use",
}
HUB_NAME = re.compile(r"\w[\w.-]*/\w[\w.-]*")
COMMIT = re.compile(r"[0-9a-f]{40}")
CONFIG, EXTRACTOR, PROCESSOR = "config.json", "preprocessor_config.json", "processor_config.json"
ABOUT = ("*.json", "*.txt", "README.md")  # what is read here, and the tokenizer
WEIGHTS = "model*.safetensors"


class Wanted(NamedTuple):
    """The checkpoints that a key of the config may name."""

    key: str
    architectures: tuple[str, ...]  # in config.json
    example: str  # on the hub, for messages
    others: tuple[str, ...] = ()  # other names that are allowed


ENCODERS = Wanted("pretrained.encoder", (*CLASSES,), "laion/larger_clap_general", ("musicnn",))


class Snapshot(NamedTuple):
    """A checkpoint that may be loaded."""

    wanted: Wanted
    folder: Path
    name: str  # on the hub, else the folder's
    revision: str  # commit on the hub, else SHA-256 of the weights
    licence: str
    architecture: str  # one of the wanted architectures
    config: Mapping  # config of the model
    extractor: Mapping  # config of the feature extractor, which prepares sound


def loading_class(name: str) -> tuple[str, str]:
    """The module and the class that load a checkpoint; argument and errors are `snapshot`'s."""
    return CLASSES[snapshot(name).architecture]


@lru_cache
def snapshot(name: str, wanted: Wanted = ENCODERS) -> Snapshot:
    """Look a checkpoint up, and download it if it is only on the hub.

    Args:
        name: a folder, or a name on the hub, with ``@`` and a revision for any but the newest. An
            earlier download is used without a network.
        wanted: the allowed checkpoints.

    Raises:
        ConfigError: the checkpoint is missing and cannot be downloaded, or may not be loaded.
    """
    try:
        return _look_up(name, wanted)
    except ConfigError as problem:
        raise ConfigError(f"{wanted.key}: {problem}") from None


def _look_up(name: str, wanted: Wanted) -> Snapshot:
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _read(folder, _hub_name(folder), _downloaded_commit(folder), wanted)
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
    """Check and return the model's config, its architecture and the extractor's config."""
    config = _json(folder / CONFIG)
    if not config:
        raise _problem(folder, f"expected a checkpoint of transformers with its {CONFIG}")
    for file in sorted(folder.glob("*config.json")):
        if _json(file).get("auto_map"):
            raise _problem(
                folder,
                f"{file.name} requests running its own code (auto_map), which hbvae refuses",
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
    """The content of a file; empty if there is no file."""
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
    """The licence in the front matter of the model card."""
    try:
        card = (folder / "README.md").read_text(encoding="utf-8")
        about = yaml.safe_load(card.split("---")[1]) if card.startswith("---") else {}
        return str(about.get("license") or "unknown")
    except (OSError, ValueError, AttributeError, IndexError, yaml.YAMLError):
        return "unknown"


def _digest(weights: Iterable[Path]) -> str:
    """SHA-256 of the weights; takes about a second for 1 GB."""
    digests = []
    for path in weights:
        with path.open("rb") as file:
            digests.append(file_digest(file, "sha256").hexdigest())
    return digests[0] if len(digests) == 1 else sha256("".join(digests).encode()).hexdigest()


# The model hub


def _hub_name(folder: Path) -> str:
    """The name on the hub if a folder is in its cache; else the folder's name."""
    target = folder.resolve()
    cache = re.fullmatch(r"models--(.+?)--(.+)", target.parent.parent.name)
    return "/".join(cache.groups()) if cache and target.parent.name == "snapshots" else target.name


def _downloaded_commit(folder: Path) -> str | None:
    """The commit on the hub that a folder was downloaded from, if it is recorded."""
    if COMMIT.fullmatch(folder.resolve().name):
        return folder.resolve().name
    note = folder / ".cache/huggingface/download" / f"{CONFIG}.metadata"
    first = note.read_text(encoding="utf-8").splitlines()[:1] if note.is_file() else []
    return first[0] if first and COMMIT.fullmatch(first[0]) else None


def _cached(repository: str, revision: str | None) -> Path | None:
    """The folder of a complete earlier download of a checkpoint, or None."""
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
    """Download a checkpoint into the hub's cache; the weights last, if they may be loaded."""
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
