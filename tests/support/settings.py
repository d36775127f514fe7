"""Settings under which a run takes no longer than its jobs take to start."""

from pathlib import Path

import yaml

SMALL = {
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
            "texture_dim": 8,
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
