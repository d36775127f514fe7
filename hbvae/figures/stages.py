"""The stages of a run, for Figure 3."""

from collections.abc import Sequence
from typing import NamedTuple

from hbvae.features.audio_config import AudioConfig
from hbvae.figures.pipeline import Stage


class RunSizes(NamedTuple):
    """Sizes of a run."""

    n_tracks: int
    n_slices: int
    mel_shape: tuple[int, int]  # shape of a slice
    n_lyrics: int  # number of tracks with lyrics
    embedding_dim: int  # length of a lyric embedding; 0: the model does not use lyrics
    latent_dim: int
    ks: Sequence[int]  # numbers of clusters


def run_stages(sizes: RunSizes, audio: AudioConfig, model: str, clusterer: str) -> list[Stage]:
    """The stages from songs to scores; all but the listing are named after their rules.

    Args:
        sizes: sizes of the run.
        audio: settings with which slices are extracted.
        model, clusterer: names of the model and the clusterer to show.
    """
    n_mels, n_frames = sizes.mel_shape
    slices = (
        f"central {audio.duration:g} s, slices of {audio.slice_duration:g} s, "
        f"log-mel {n_mels} x {n_frames}"
    )
    stages = [
        Stage("listing", f"{sizes.n_tracks:,} tracks", ()),
        Stage("extract_features", slices, ("listing",)),
        Stage("merge_features", f"{sizes.n_slices:,} slices", ("extract_features",)),
    ]
    rules = ("merge_features",)
    if sizes.embedding_dim:
        lyrics = f"{sizes.n_lyrics:,} tracks, {sizes.embedding_dim} dimensions each"
        stages.append(Stage("embed_lyrics", lyrics, ("listing",)))
        rules = ("merge_features", "embed_lyrics")
    k = ", ".join(map(str, sorted(set(sizes.ks))))
    return [
        *stages,
        Stage("train_model", f"{model}, latent of {sizes.latent_dim} dimensions", rules),
        Stage("cluster_latents", f"{clusterer}, k = {k}", ("train_model",)),
        Stage("score_clusters", "against the labels, by slice and by track", ("cluster_latents",)),
    ]
