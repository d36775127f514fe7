"""The stages of a run, for Figure 3."""

from collections.abc import Sequence
from typing import NamedTuple

from hbvae.features.audio_config import AudioConfig
from hbvae.figures.pipeline import Stage


class RunSizes(NamedTuple):
    """How much there is of everything in a run."""

    n_tracks: int
    n_slices: int
    mel_shape: tuple[int, int]  # of a slice
    n_lyrics: int  # tracks with lyrics
    embedding_dim: int  # of their lyrics; 0: the model does not hear them
    latent_dim: int
    ks: Sequence[int]  # numbers of clusters


def run_stages(sizes: RunSizes, audio: AudioConfig, model: str, clusterer: str) -> list[Stage]:
    """The stages from songs to scores, named after their rules; the listing is none.

    Args:
        sizes: of the run.
        audio: how slices are cut.
        model, clusterer: those that are shown.
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
