"""Figure 2: what the models see of a slice."""

from hbvae.features.audio_config import AudioConfig
from hbvae.figures.spectrogram import spectrogram, spectrogram_colorbar
from hbvae.figures.style import COLUMN, figure
from hbvae.jobs.task import run_task
from hbvae.storage.features import map_mel, read_features_index


def main(features, png, pdf, title, audio):
    index, mel = read_features_index(features), map_mel(features)
    row = len(mel) // 2
    track_id, start = index.track_id[index.track[row]], index.start[row]
    hertz = AudioConfig(**audio).band_edges[1:-1]
    caption = (
        f"{title}: log-mel spectrogram of one slice of {track_id}, from {start:.2f} s; "
        f"{mel.shape[1]} mel bands, {mel.shape[2]} frames. One of {len(mel):,} slices."
    )
    with figure((png, pdf), caption, figsize=(COLUMN, 2.9)) as (_, ax):
        spectrogram(mel[row], ax, audio["sample_rate"], audio["hop_length"], hertz, float(start))
        spectrogram_colorbar(ax)


if "snakemake" in globals():
    run_task(main, snakemake)
