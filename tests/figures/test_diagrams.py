"""Diagrams of stages and networks."""

import matplotlib.image
import matplotlib.path
import pytest
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from hbvae.features.audio_config import AudioConfig
from hbvae.figures.architecture import architecture
from hbvae.figures.pipeline import Stage, pipeline
from hbvae.figures.stages import RunSizes, run_stages

STAGES = [
    Stage("list_tracks", "3 tracks", ()),
    Stage("extract_features", "slices", ("list_tracks",)),
    Stage("merge_features", "30 slices", ("extract_features",)),
    Stage("embed_lyrics", "384 dimensions", ("list_tracks",)),
    Stage("train_model", "a model", ("merge_features", "embed_lyrics")),
]


BRANCHING = [  # has arrows that pass two columns beside boxes
    Stage("tracks", "100 tracks x 30 s", ()),
    Stage("lyrics", "in two languages", ()),
    Stage("slices", "1,000 slices of 3 s", ("tracks",)),
    Stage("log_mel", "128 x 128", ("slices",)),
    Stage("timbre", "43 numbers", ("slices",)),
    Stage("embed_lyrics", "384 dimensions", ("lyrics",)),
    Stage("hybrid_vae", "64 dimensions", ("log_mel", "embed_lyrics")),
    Stage("dense_vae", "32 dimensions", ("timbre",)),
    Stage("pca", "64 components", ("log_mel",)),
    Stage("clusters", "seven clusterers", ("hybrid_vae", "dense_vae", "pca")),
    Stage("scores", "by slice and by track", ("clusters", "tracks")),
    Stage("figures", "fourteen", ("scores", "hybrid_vae", "lyrics")),
]


def box_extents(ax):
    """Extent of each box, in the order of drawing."""
    return [patch.get_extents() for patch in ax.patches if isinstance(patch, FancyBboxPatch)]


def no_two_overlap(boxes):
    return not any(a.overlaps(b) for n, a in enumerate(boxes) for b in boxes[:n])


@pytest.mark.parametrize("stages", [BRANCHING, STAGES, STAGES[:3], STAGES[:1]])
def test_pipeline_draws_every_stage_and_no_arrow_crosses_a_box(drawn, stages):
    with drawn(figsize=(6.9, 2.6)) as (fig, ax):
        pipeline(stages, ax)
        fig.canvas.draw()
        boxes = dict(zip([stage.name for stage in stages], box_extents(ax), strict=True))
        assert no_two_overlap(list(boxes.values()))
        written = {text.get_text().replace("\n", "_"): text for text in ax.texts}
        for name, box in boxes.items():
            assert box.contains(*written[name].get_window_extent().get_points().mean(axis=0))
        arrows = [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]
        connected = set()
        for arrow in arrows:
            points = ax.transData.transform(arrow._path_original.vertices)
            start, end = (
                next(name for name, box in boxes.items() if box.padded(1).contains(*point))
                for point in (points[0], points[-1])
            )
            connected.add((start, end))
            line = matplotlib.path.Path(points)
            crossed = {n for n, b in boxes.items() if line.intersects_bbox(b, filled=False)}
            assert crossed <= {start, end}
        assert connected == {(before, stage.name) for stage in stages for before in stage.after}


@pytest.mark.parametrize("name", ["hybrid_vae", "conv_vae", "autoencoder", "dense_vae"])
def test_architecture_is_read_from_the_model(drawn, name):
    from hbvae.models.base import InputSizes
    from hbvae.models.summary import layers
    from hbvae.models.weights import build_model

    shape = (43,) if name == "dense_vae" else (16, 16)
    sizes = InputSizes(shape, 6 if name == "hybrid_vae" else 0)
    boxes_drawn = layers(build_model(name, {"latent_dim": 5}, sizes))
    z = boxes_drawn.index(next(layer for layer in boxes_drawn if layer.name == "z"))
    assert boxes_drawn[z].shape == "5"
    assert boxes_drawn[0].shape == " x ".join(map(str, shape))
    if name == "hybrid_vae":
        names = [layer.name for layer in boxes_drawn]
        assert names[1:4] == ["conv 3x3 /2 + BN + ReLU"] * 3
        assert [layer.shape for layer in boxes_drawn[1:4]] == [
            "32 x 8 x 8",
            "64 x 4 x 4",
            "128 x 2 x 2",
        ]
        assert names[4:8] == ["lyrics", "concatenate", "mean", "log-variance"]
        assert boxes_drawn[5].shape == str(128 * 2 * 2 + 6)
        assert (boxes_drawn[-1].name, boxes_drawn[-1].shape) == (
            "deconv 3x3 /2 + sigmoid",
            "1 x 16 x 16",
        )
        assert boxes_drawn[-1].part == "output"
    with drawn(figsize=(6.9, 3)) as (fig, ax):
        architecture(boxes_drawn, ax)
        fig.canvas.draw()
        boxes = box_extents(ax)
        assert len(boxes) == len(boxes_drawn)
        assert no_two_overlap(boxes)
        frame = ax.get_window_extent()
        for box in boxes:
            assert frame.x0 <= box.x0 < box.x1 <= frame.x1
            assert frame.y0 <= box.y0 < box.y1 <= frame.y1
        (latent,) = (text for text in ax.texts if text.get_text() == "z\n5")
        middle = latent.get_window_extent().get_points().mean(axis=0)
        (height,) = (box.height for box in boxes if box.contains(*middle))
        assert height == pytest.approx(
            min(box.height for box in boxes)
        )  # it has the fewest outputs


SIZES = RunSizes(100, 1000, (128, 130), 0, 0, 64, [4, 2, 4])


def stages_by_name(sizes, model):
    return {stage.name: stage for stage in run_stages(sizes, AudioConfig(), model, "k-means")}


def test_stages_show_the_sizes_of_the_run():
    stages = stages_by_name(SIZES, "conv_vae")
    assert stages["listing"].detail == "100 tracks"
    assert stages["extract_features"].detail == "central 30 s, slices of 3 s, log-mel 128 x 130"
    assert stages["merge_features"].detail == "1,000 slices"
    assert stages["train_model"].detail == "conv_vae, latent of 64 dimensions"
    assert stages["train_model"].after == ("merge_features",)
    assert stages["cluster_latents"].detail == "k-means, k = 2, 4"


def test_lyrics_are_a_stage_if_the_model_uses_them():
    sizes = SIZES._replace(n_lyrics=90, embedding_dim=384)
    stages = stages_by_name(sizes, "hybrid_vae")
    assert stages["embed_lyrics"].detail == "90 tracks, 384 dimensions each"
    assert stages["train_model"].after == ("merge_features", "embed_lyrics")
