"""Check output files before any work, so that commands overwrite nothing of the user's."""

import os
from pathlib import Path

from hbvae.errors import ConfigError

LATENTS_ENDINGS = (".h5", ".hdf5")
PLAYLIST_ENDING = ".m3u8"
GENERATED = "made by hbvae generate"  # comment in generated sound files


def check_latents_output(path: Path) -> str:
    """Check that latents can be written to a file without replacing anything but latents.

    Returns:
        " (replaced)" if the file exists, else "".

    Raises:
        ConfigError: the folder does not exist or is not writable; the path is a folder, does not
            end as an HDF5 file does, or is a file without latents.
    """
    _check_place(path)
    if path.suffix.lower() not in LATENTS_ENDINGS:
        raise ConfigError(
            f"--output: expected a name that ends in {' or '.join(LATENTS_ENDINGS)}, got {path}"
        )
    if path.exists() and not _holds_latents(path):
        raise ConfigError(
            f"--output: {path} already exists and does not contain latents written by hbvae, so it "
            "is not overwritten; give another name"
        )
    return _replaced(path)


def check_sound_output(path: Path) -> str:
    """Check that a sound can be written to a file without replacing anything but hbvae's sounds.

    Returns:
        " (replaced)" if the file exists, else "".

    Raises:
        ConfigError: the folder does not exist or is not writable; the path is a folder, ends as no
            supported format does, or is a file that hbvae did not make.
    """
    from hbvae.generation.sound import check_ending

    _check_place(path)
    check_ending(path)
    if path.exists() and not _is_generated(path):
        raise ConfigError(
            f"--output: {path} already exists and was not made by hbvae generate, so it is not "
            "overwritten; give another name"
        )
    return _replaced(path)


def check_playlist_output(path: Path) -> None:
    """Check that a playlist can be written without replacing anything but hbvae's playlists.

    Raises:
        ConfigError: the folder does not exist or is not writable; the path is a folder, does not
            end in .m3u8, or is a file that hbvae did not make.
    """
    from hbvae.reporting.playlists import MADE

    _check_place(path)
    if path.suffix.lower() != PLAYLIST_ENDING:
        raise ConfigError(f"--output: expected a name that ends in {PLAYLIST_ENDING}, got {path}")
    if path.exists() and MADE not in path.read_text(encoding="utf-8", errors="replace")[:1000]:
        raise ConfigError(
            f"--output: {path} already exists and was not made by hbvae, so it is not "
            "overwritten; give another name"
        )


def check_new_file(path: Path, ending: str, force: bool, option: str = "--output") -> None:
    """Check that a file can be written and does not exist yet.

    Args:
        path: path of the file.
        ending: required end of its name; "" for any.
        force: whether an existing file may be overwritten.
        option: command-line option, named in errors.

    Raises:
        ConfigError: the file cannot be written, is a folder, or exists already.
    """
    _check_place(path, option)
    if not path.name.lower().endswith(ending):
        raise ConfigError(f"{option}: expected a name that ends in {ending}, got {path}")
    if path.exists() and not force:
        raise ConfigError(f"{option}: {path} already exists; overwrite it with --force")


def _replaced(path: Path) -> str:
    return " (replaced)" if path.exists() else ""


def _check_place(path: Path, option: str = "--output") -> None:
    if path.is_dir():
        raise ConfigError(f"{option}: expected the name of a file, but {path} is a folder")
    folder = path.absolute().parent
    if not folder.is_dir():
        raise ConfigError(
            f"{option}: the folder {path.parent} does not exist; make it, or give another path"
        )
    if not os.access(folder, os.W_OK):
        raise ConfigError(f"{option}: the folder {folder} is not writable; give another path")


def _holds_latents(path: Path) -> bool:
    import h5py

    try:
        with h5py.File(path, "r") as file:
            return file.attrs.get("kind") == "hbvae latents"
    except OSError:
        return False


def _is_generated(path: Path) -> bool:
    import soundfile

    try:
        with soundfile.SoundFile(path) as file:
            return file.comment == GENERATED
    except (OSError, RuntimeError):
        return False
