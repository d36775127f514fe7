"""Settings under which a run takes no longer than its jobs take to start."""

from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
FULL = yaml.safe_load((ROOT / "config/full.yaml").read_text(encoding="utf-8"))
SMALL = {
    "representations": FULL["representations"],
    "generate": True,
    "audio": {
        "sample_rate": 8000,
        "duration": 10.0,
        "slice_duration": 1.0,
        "n_mels": 32,
        "n_frames": 32,
        "n_fft": 512,
        "hop_length": 240,
        "tracks_per_job": 4,
    },
    "clusterers": ["kmeans"],
    "training": {"epochs": 1},
    "models": {
        "autoencoder": {"latent_dim": 8, "hidden": [32]},
        "conv_vae": {"latent_dim": 8, "channels": [4, 8]},
        "hybrid_vae": {"latent_dim": 8, "channels": [4, 8]},
        "dense_vae": {"latent_dim": 8, "hidden": [32]},
        "joint_vae": {
            "lyrics_dim": 4,
            "timbre_dim": 4,
            "texture_dim": 4,
            "networks": 2,
            "channels": [4, 8],
            "training": {"epochs": 1},
        },
        "cvae": {"latent_dim": 8, "channels": [4, 8], "training": {"epochs": 1}},
    },
    "devices": {"threads": 1, "precision": "32-true"},
    "stability": {"k_max": 3, "n_pairs": 2},
    "scores": {"n_resamples": 20, "n_shuffles": 2},
}


def write_yaml(path: Path, content: dict) -> Path:
    """Write a config or a dataset's description; keys keep their order."""
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path


def write_run(folder: Path, name: str = "run.yaml", **sections) -> Path:
    """Write a small run's config; ``sections`` replace those of `SMALL`."""
    return write_yaml(folder / name, SMALL | sections)


def shrink_defaults(project: Path, tracks: int = 5) -> None:
    """Make the default run of a copy of the project small: its config, and both demo corpora.

    Args:
        project: a copy.
        tracks: of each cell of a demo corpus; they last two slices.
    """
    config = project / "config/config.yaml"
    write_yaml(config, _merged(yaml.safe_load(config.read_text(encoding="utf-8")), SMALL))
    for recipe in (project / "resources/demo").glob("[!l]*.yaml"):
        content = yaml.safe_load(recipe.read_text(encoding="utf-8"))
        content["seconds"] = [2.2, 2.6]
        for number, cell in enumerate(content["cells"].values()):
            cell["tracks"] = tracks
            if "first" in cell:
                cell["first"] = 1 + number * tracks
        write_yaml(recipe, content)
        for name, language in content.get("languages", {}).items():
            cells = [cell for cell in content["cells"].values() if cell["language"] == name]
            lyrics = recipe.with_name(language["lyrics"])
            texts = yaml.safe_load(lyrics.read_text(encoding="utf-8"))
            write_yaml(lyrics, texts[: tracks * len(cells)])


def _merged(settings: dict, changes: dict) -> dict:
    merged = dict(settings)
    for key, value in changes.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both else value
    return merged
