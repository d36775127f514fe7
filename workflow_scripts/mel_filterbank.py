"""Write librosa's mel filterbank, so that the extraction jobs need not import librosa."""

import numpy as np

from hbvae.audio import AudioConfig
from hbvae.mel import mel_filterbank
from hbvae.tasks import run_task


def main(filterbank, audio):
    np.save(filterbank, mel_filterbank(AudioConfig(**audio)))


if "snakemake" in globals():
    run_task(main, snakemake)
