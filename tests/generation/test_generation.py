"""Generated slices, sweeps, and their sound, where the right answer is known."""

import librosa
import numpy as np
import pytest
import soundfile
import torch

from hbvae.errors import ConfigError
from hbvae.features.audio_config import AudioConfig
from hbvae.features.log_mel import log_mel, mel_filterbank, min_max
from hbvae.generation.conditional import generate
from hbvae.generation.probe import condition_accuracy
from hbvae.generation.sound import one_after_another, spectrum_of, to_sound, write_sound
from hbvae.generation.sweep import central_slice, descriptors, in_words, sweep
from hbvae.models.base import Batch, InputSizes
from hbvae.models.labels import Conditions
from hbvae.models.weights import build_model
from hbvae.storage.grids import Grid, read_grid, write_grid
from hbvae.training.batches import Slices
from hbvae.training.devices import DeviceConfig, start_fabric
from hbvae.training.fitting import TrainingConfig, fit

LABELS = [{"language": "Bangla", "genre": "Rock"}, {"language": "English", "genre": "Folk"}]
CONDITIONS = Conditions.of(LABELS)
N_TRACKS = 40
TRACK = np.repeat(np.arange(N_TRACKS), 3)
BRIGHT = TRACK % 2 == 1


def slices_of_two_colours():
    """Slices of which every other track's are bright: noise over all bands but the low half."""
    mel = 0.1 * np.random.default_rng(0).random((len(TRACK), 32, 32))
    mel[BRIGHT, 16:] += 0.7
    mel[~BRIGHT, :16] += 0.7
    return mel.astype(np.float16)


MEL = slices_of_two_colours()


# Conditions


def test_labels_are_ones_in_the_order_of_their_names():
    assert CONDITIONS.labels == {"language": ["Bangla", "English"], "genre": ["Folk", "Rock"]}
    assert CONDITIONS.encode(LABELS).tolist() == [[1, 0, 0, 1], [0, 1, 1, 0]]
    with pytest.raises(ConfigError, match="genre: expected one of Folk, Rock, got None"):
        CONDITIONS.encode([{"language": "Bangla"}])


def test_what_is_not_asked_for_is_drawn_at_random():
    drawn = [CONDITIONS.complete({"genre": "rock"}, seed) for seed in range(20)]
    assert {one["genre"] for one in drawn} == {"Rock"}
    assert {one["language"] for one in drawn} == {"Bangla", "English"}
    assert CONDITIONS.complete({}, 3) == CONDITIONS.complete({}, 3)
    with pytest.raises(ConfigError, match="genre: expected one of Folk, Rock, got Jazz"):
        CONDITIONS.complete({"genre": "Jazz"}, 0)
    with pytest.raises(
        ConfigError, match="mood: expected one of the factors that the model knows, language, genre"
    ):
        CONDITIONS.complete({"mood": "sad"}, 0)


# The conditional VAE


@pytest.fixture(scope="module")
def fitted():
    """Told which tracks are bright."""
    torch.manual_seed(0)
    settings = {"latent_dim": 4, "beta": 1.0, "channels": (8, 16)}
    model = build_model("cvae", settings, InputSizes((32, 32), n_codes=2))
    conditions = np.eye(2, dtype=np.float32)[np.arange(N_TRACKS) % 2]
    fabric = start_fabric(DeviceConfig(threads=1, precision="32-true"))
    training = TrainingConfig(epochs=15, batch_size=16, learning_rate=2e-3)
    list(fit(fabric, model, Slices.of_tracks(MEL, TRACK, labels=conditions), training, 0))
    return model


def test_generated_slices_have_the_colour_that_was_asked_for(fitted):
    made = generate(fitted, np.eye(2, dtype=np.float32)[[0, 1, 0, 1]], seed=1)
    assert made.shape == (4, 32, 32)
    low, high = made[:, :14].mean((1, 2)), made[:, 18:].mean((1, 2))
    assert (high > low).tolist() == [False, True, False, True]
    assert not np.allclose(made[0], made[2])
    assert np.array_equal(made, generate(fitted, np.eye(2, dtype=np.float32)[[0, 1, 0, 1]], seed=1))


def test_alike_slices_differ_in_their_labels_alone(fitted):
    made = generate(fitted, np.eye(2, dtype=np.float32)[[0, 1, 0]], seed=1, alike=True)
    assert np.allclose(made[0], made[2])
    assert not np.allclose(made[0], made[1])


@pytest.mark.parametrize(
    ("generated", "low", "high"),
    [
        (MEL, 1, 1),  # as the real ones
        (MEL[::-1].copy(), 0, 0),  # the tracks' order turned round: each is of the other kind
        (np.full(MEL.shape, 0.3), 0.5, 0.5),  # all the same
    ],
)
def test_a_probe_says_whether_a_label_is_heard(generated, low, high):
    kind = np.where(BRIGHT, "bright", "dark")
    found = condition_accuracy(MEL, TRACK, kind, generated, kind, seed=0)
    assert low <= found.generated <= high
    assert (found.real, found.chance) == (1, 0.5)


# Sweeps


@pytest.fixture(scope="module")
def joint():
    torch.manual_seed(0)
    model = build_model("joint_vae", {"channels": (4, 8)}, InputSizes((32, 32))).eval()
    model.calibrate(MEL)
    with torch.inference_mode():
        batch = Batch.of_slices(torch.from_numpy(MEL.astype(np.float32)))
        return model, model.latent(batch).numpy()


def test_a_sweep_changes_a_slice_along_its_axis_and_nothing_without(joint):
    model, latent = joint
    row = central_slice(latent)
    moved = sweep(model, latent, MEL[row], row, axis=0)
    assert moved.shape == (5, 32, 32)
    assert np.abs(moved[0] - moved[-1]).max() > 1e-4
    still = latent.copy()
    still[:, 0] = latent[row, 0]
    assert np.allclose(sweep(model, still, MEL[row], row, axis=0), MEL[row], atol=1e-3)


def test_the_central_slice_is_nearest_to_the_mean():
    latent = np.array([[0, 100.0], [1, 0], [2, -100], [9, 5]])
    assert central_slice(latent) == 1


def test_descriptors_say_what_is_seen():
    dark, bright, still, moving = np.zeros((4, 16, 10))
    dark[:4], bright[12:] = 1, 1
    still[:], moving[:, ::2] = 0.5, 1
    found = descriptors(np.stack([dark, bright, still, moving]))
    assert found["brightness"] == pytest.approx([1.5, 13.5, 7.5, 7.5])
    assert found["fullness"] == pytest.approx([0.25, 0.25, 0.5, 0.5])
    assert found["movement"] == pytest.approx([0, 0, 0, 1])


def test_an_axis_is_named_after_what_it_goes_with_or_not_at_all():
    random = np.random.default_rng(0)
    one, other = random.random((2, 500))
    known = {"brightness": one, "fullness": other, "movement": np.zeros(500)}
    assert in_words(one**3, known) == "brightness, rho +1.00"
    assert in_words(-other, known) == "fullness, rho -1.00"
    assert in_words(random.random(500), known) == ""
    assert in_words(np.zeros(500), known) == ""


def test_a_grid_is_read_as_it_was_written(tmp_path):
    mel = np.random.default_rng(0).random((2, 3, 4, 5)).astype(np.float16)
    write_grid(str(tmp_path / "grid.h5"), Grid(mel, ["a\nb", "নদী"], ["1", "2", "3"]))
    found = read_grid(str(tmp_path / "grid.h5"))
    assert np.array_equal(found.mel, mel)
    assert found[1:] == (["a\nb", "নদী"], ["1", "2", "3"])


# Sound


CONFIG = AudioConfig()


def heard_as(y):
    """The log-mel of a sound, padded to a slice."""
    whole = np.zeros((1, CONFIG.slice_samples), np.float32)
    whole[0, : len(y)] = y[: CONFIG.slice_samples]
    return min_max(log_mel(whole, mel_filterbank(CONFIG), CONFIG))[0]


def test_the_sound_of_a_tones_slice_is_the_tone():
    time = np.arange(CONFIG.slice_samples) / CONFIG.sample_rate
    tone = (0.5 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
    y = to_sound(heard_as(tone), CONFIG)
    loudest = np.abs(np.fft.rfft(y)).argmax() * CONFIG.sample_rate / len(y)
    assert loudest == pytest.approx(440, abs=10)  # a mel band is 20 Hz wide there
    assert np.sqrt(np.mean(y**2)) == pytest.approx(0.1, rel=0.01)
    assert np.array_equal(y, to_sound(heard_as(tone), CONFIG))


def test_the_sound_of_a_slice_has_nearly_the_slice_for_its_spectrogram():
    band = np.linspace(0, 1, CONFIG.n_mels)[:, None]
    beat = 0.2 * np.sin(np.linspace(0, 20, CONFIG.n_frames))
    mel = np.clip(0.8 - 0.5 * band + beat, 0, 1).astype(np.float32)
    again = heard_as(to_sound(mel, CONFIG))
    assert np.corrcoef(again[:, 2:-2].ravel(), mel[:, 2:-2].ravel())[0, 1] > 0.98


def test_the_spectrum_of_a_slice_is_nearer_than_librosas():
    """Two tones 60 dB apart, and noise between: least squares has the loud one alone."""
    filters = mel_filterbank(CONFIG)
    made = np.random.default_rng(0).exponential(1e-6, (filters.shape[1], 40))
    made[100], made[400] = 1, 1e-6
    power = filters @ made
    plain = librosa.feature.inverse.mel_to_stft(
        power, sr=CONFIG.sample_rate, n_fft=CONFIG.n_fft, power=2.0
    )
    found = spectrum_of(power, filters)

    def error(spectrum):  # dB
        return np.abs(10 * np.log10(np.maximum(filters @ spectrum, 1e-12) / power)).mean()

    assert found.min() >= 0 and np.isfinite(found).all()
    assert error(found) < min(1, error(plain**2) / 2)


def test_silence_is_a_sound():
    assert np.isfinite(to_sound(np.zeros((128, 128)), CONFIG)).all()


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg", "mp3"])
def test_sounds_are_written_one_after_another(tmp_path, ending):
    y = one_after_another([np.full(800, 0.1, np.float32)] * 3, 8000)
    assert len(y) == 3 * 800 + 2 * 2000
    write_sound(tmp_path / f"a.{ending}", y, 8000)
    found, rate = soundfile.read(tmp_path / f"a.{ending}")
    assert rate == 8000
    assert len(found) == pytest.approx(len(y), abs=1200)  # mp3 is written in blocks


def test_a_name_that_no_sound_has_is_told(tmp_path):
    with pytest.raises(ConfigError, match=r"ends in wav, flac, ogg or mp3, got XYZ"):
        write_sound(tmp_path / "a.xyz", np.zeros(9, np.float32), 8000)
