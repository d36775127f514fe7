"""Plot figure 2: the log-mel spectrogram of a slice."""

from hbvae.features.audio_config import AudioConfig
from hbvae.figures.spectrogram import level_colorbar, spectrogram
from hbvae.figures.style import COLUMN, figure
from hbvae.jobs.task import run_task
from hbvae.storage.features import map_mel, read_features_index


def main(features, png, pdf, title, audio):
    index, mel = read_features_index(features), map_mel(features)
    row = len(mel) // 2
    track_id, start = index.track_id[index.track[row]], index.start[row]
    hertz = AudioConfig(**audio).band_edges[1:-1]
    caption = (
        f"Log-mel spectrogram of one slice of {track_id}, from {start:.2f} s: {mel.shape[1]} mel "
        f"bands, {mel.shape[2]} frames. {title}: one of {len(mel):,} slices. Black is the quietest "
        f"bin of the slice, at most {audio['top_db']:g} dB below the loudest."
    )
    options = {"figsize": (COLUMN, 2.5), "title": "Log-mel spectrogram of a slice"}
    with figure((png, pdf), caption, **options) as (_, ax):
        spectrogram(mel[row], ax, audio["sample_rate"], audio["hop_length"], hertz, float(start))
        level_colorbar(ax.images[0], ax, audio["top_db"])


if "snakemake" in globals():
    run_task(main, snakemake)
