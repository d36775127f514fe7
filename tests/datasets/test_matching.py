"""Which recording a table means by a path that is not that of its file."""

import pytest

from hbvae.datasets.matching import Recordings

FILES = {
    "Band/Album/01 song.mp3": (
        *("Band\\Album\\01 song.mp3", "D:\\Music\\Band\\Album\\01 song.mp3"),
        *("\\\\NAS\\music\\Band\\Album\\01 song.mp3", "/home/me/Music/Band/Album/01 song.mp3"),
        *("file:///C:/Music/Band/Album/01%20song.mp3", "file://localhost/Band/Album/01 song.mp3"),
        *("https://example.org/Band/Album/01%20song.mp3?raw=true#t=1", "./Band//Album/01 song.mp3"),
        *("Macintosh HD:Users:me:Music:Band:Album:01 song.mp3", "../Band/Album/01 song.mp3"),
        *(
            "../mine/Band/Album/01 song.mp3",
            "mine/Band/Album/01 song.mp3",
            "BAND/album/01 SONG.MP3",
        ),
        *("Band/Album/01+song.mp3", "Band/Album/01_song.mp3", "\u200bBand/Album/01\u00a0song.mp3"),
        *("01 song.mp3", "01 song", "Band/Album/01 song.flac", "Band/Album/01 song.wav.mp3"),
        *("Band/Album/01 song.npy", '"Band/Album/01 song.mp3"', "'Band/Album/01 song.mp3'"),
    ),
    "000100.mp3": ("100", "100.0", "100.mp3", "'000100", '="000100"', "x/mine/100"),
    "Rock & Roll/Don't.wav": ("Rock &amp; Roll/Don&#39;t.wav", "Rock & Roll/Don\u2019t.wav"),
    "Disc 1/a: b: c.wav": ("a: b: c", "Disc 1/a_ b_ c.wav"),
    "100%/x%20y.wav": ("x%20y.wav", "100%/x%20y", "100%/x y.wav"),
    "'Round Midnight.wav": ("'Round Midnight", "Round Midnight.wav"),
    "نام.wav": ("نام",),
}
NEITHER = (
    *("", ".", "..", "../..", "gone.mp3", "/elsewhere/01 song.mp3", "a\0b/c.wav", "x" * 100_000),
    *("a/" * 3000 + "01 song.mp3", "1.00E+02", "???.wav", "C#.wav", "কা.wav", "twice", "twice.wav"),
)


@pytest.fixture
def recordings(tmp_path):
    others = ("!!!.wav", "C.wav", "কি.wav", "a/twice.mp3", "b/twice.mp3")
    return Recordings([*FILES, *others], tmp_path / "mine")


@pytest.mark.parametrize(
    ("path", "stated"),
    [(path, stated) for path, spellings in FILES.items() for stated in (path, *spellings)],
)
def test_a_path_means_the_recording_that_it_must_be(recordings, path, stated):
    assert recordings.find(stated) == path


@pytest.mark.parametrize("stated", NEITHER)
def test_a_path_that_means_none_or_several_means_none(recordings, stated):
    assert recordings.find(stated) is None


def test_paths_below_the_folder_as_it_is_called_or_linked(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    recordings = Recordings(["a/b.wav"], tmp_path / "link")
    for folder in ("link", "real"):
        assert recordings.find(f"{tmp_path}/{folder}/a/b.wav") == "a/b.wav"


def test_a_path_to_a_file_that_lies_outside_means_none_inside(tmp_path):
    (tmp_path / "songs/audio").mkdir(parents=True)
    (tmp_path / "outside.wav").touch()
    recordings = Recordings(["outside.wav", "b.wav"], tmp_path / "songs/audio")
    assert recordings.find("../../outside.wav") is None
    assert recordings.find("../../audio/b.wav") == "b.wav"
