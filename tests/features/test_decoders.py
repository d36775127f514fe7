"""Every decoder keeps its contract; one is found by its content, whatever the file is called."""

import numpy as np
import pytest
import soundfile

from hbvae.errors import AudioError
from hbvae.features.decoders.registry import all_decoders, audio_endings, open_recording

# Of each ending, how soundfile writes an example; and the error of a lossy kind beside the whole.
WRITTEN = {
    ".wav": ("WAV", "PCM_16"),
    ".au": ("AU", "FLOAT"),
    ".aif": ("AIFF", "PCM_24"),
    ".aiff": ("AIFF", "PCM_16"),
    ".mp3": ("MP3", "MPEG_LAYER_III"),
    ".flac": ("FLAC", "PCM_16"),
    ".ogg": ("OGG", "VORBIS"),
    ".opus": ("OGG", "OPUS"),
}
WRITTEN |= {".wave": WRITTEN[".wav"], ".bwf": WRITTEN[".wav"], ".snd": WRITTEN[".au"]}
WRITTEN |= {".oga": WRITTEN[".ogg"], ".mp2": WRITTEN[".mp3"], ".aifc": WRITTEN[".aiff"]}
WRITTEN |= {".rf64": ("RF64", "PCM_16"), ".w64": ("W64", "PCM_16"), ".caf": ("CAF", "ALAC_16")}
RATE, FRAMES = 48_000, 3 * 48_000
CASES = [
    pytest.param(decoder, ending, id=f"{decoder.name}{ending}")
    for decoder in all_decoders()
    for ending in decoder.endings
    if ending in WRITTEN
]


def write_recording(path, ending):
    """Two channels of noise, different ones."""
    noise = np.random.default_rng(1).normal(0, 0.1, (FRAMES, 2)).cumsum(axis=0) / 40
    kind, coding = WRITTEN[ending]
    soundfile.write(path, noise.clip(-0.9, 0.9), RATE, format=kind, subtype=coding)
    return path


@pytest.mark.parametrize("decoder, ending", CASES)
def test_a_part_equals_that_part_of_the_file(decoder, ending, tmp_path):
    path = write_recording(tmp_path / f"song{ending}", ending)
    with decoder.open(path) as recording:
        assert (recording.rate, recording.channels) == (RATE, 2)
        frames = recording.frames()
        complete = np.concatenate(list(recording.blocks(0, frames)))
    assert abs(frames - FRAMES) <= (2 * 1152 if ending in (".mp3", ".mp2") else 0)
    assert complete.shape == (frames, 2) and complete.dtype == np.float32
    with decoder.open(path) as recording:  # again: nothing depends on what was read before
        first, last = 60_000, 110_000
        part = np.concatenate(list(recording.blocks(first - recording.lead, last)))
    np.testing.assert_allclose(part[recording.lead :], complete[first:last], atol=1e-6)


@pytest.mark.parametrize("decoder, ending", CASES)
def test_a_recording_is_recognised_by_its_content(decoder, ending, tmp_path):
    path = write_recording(tmp_path / "song.txt", ending)
    with open_recording(path) as recording:
        assert recording.rate == RATE


@pytest.mark.parametrize("decoder", all_decoders(), ids=lambda decoder: decoder.name)
@pytest.mark.parametrize("content", [b"words and words\n" * 99, bytes(range(256)) * 40])
def test_other_content_is_left_to_the_next_decoder(decoder, content, tmp_path):
    for name in ("song.wav", "song.au", "song.raw", "song.mp3"):
        path = tmp_path / name
        path.write_bytes(content)
        assert decoder.open(path) is None
        with pytest.raises(AudioError, match="expected audio"):
            open_recording(path)


def test_every_ending_has_an_example():
    (others,) = (decoder.endings for decoder in all_decoders() if decoder.name == "ffmpeg_again")
    assert set(audio_endings()) == set(WRITTEN) | set(others)  # see test_formats.py
