"""Render generated slices as sound: a file per row, its columns in sequence."""

from pathlib import Path

from hbvae.features.audio_config import AudioConfig
from hbvae.generation.sound import join_sounds, to_sound, write_sound
from hbvae.jobs.task import run_task
from hbvae.storage.grids import read_grid


def main(grid, sounds, audio):
    shown, config, folder = read_grid(grid), AudioConfig(**audio), Path(sounds)
    folder.mkdir()
    for number, row in enumerate(shown.mel):
        sound = join_sounds([to_sound(mel, config) for mel in row], config.sample_rate)
        write_sound(folder / f"{number + 1}.mp3", sound, config.sample_rate)


if "snakemake" in globals():
    run_task(main, snakemake)
