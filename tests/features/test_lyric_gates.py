"""Which transcribed texts are kept, on texts that are known to be sung or to be invented."""

import pytest
import yaml
from support.project import ROOT
from support.songs import LYRICS

from hbvae.features.lyric_gates import (
    GatesConfig,
    compression_ratio,
    distinct_share,
    judge,
    judge_tracks,
    kept_lyrics,
    without_inventions,
    words,
)
from hbvae.storage.transcripts import KEPT, Transcript

GATES = GatesConfig()
SUNG = "I left the porch light burning all the way through June\nand the river kept on turning"
PHRASE = "only tags, notes or phrases of video captions"
CHORUS = "Take me down, take me down, take me down to the harbour\nwhere the small boats sleep"


@pytest.mark.parametrize(
    "text, reason",
    [
        (SUNG, ""),
        (LYRICS["Bangla"], ""),
        (CHORUS, ""),
        ("Der Morgen zieht die Läden hoch, und du bist immer noch nicht da", ""),
        ("夜の海を渡る風が君の声を運んでくる", ""),
        ("", "no words"),
        ("... ! 1, 2", "no words"),
        ("♪ ♪♪", "no words"),
        ("[Music]", PHRASE),
        ("(gentle guitar)\n*applause*", PHRASE),
        ("Thank you for watching!", PHRASE),
        ("Thank you for watching! " * 5, PHRASE),
        ("Subtitles by the Amara.org community", PHRASE),
        ("Untertitel der Amara.org-Community", PHRASE),
        ("ご視聴ありがとうございました", PHRASE),
        ("ভিডিওটি দেখার জন্য ধন্যবাদ", PHRASE),
        ("I love you baby, " * 12, "it repeats itself"),
        ("la la la la la la la la la la la", "it repeats itself"),
        ("নদীর ঘাটে সন্ধ্যা নামে " * 8, "it repeats itself"),
    ],
)
def test_what_was_sung_is_kept_and_what_was_invented_is_not(text, reason):
    assert judge(text, no_speech=0.1, log_probability=-0.4, gates=GATES).reason == reason


@pytest.mark.parametrize(
    "no_speech, log_probability, reason",
    [
        (0.9, -0.4, ""),  # as Whisper has it, a text that is probable was heard all the same
        (0.59, -1.0, ""),
        (0.61, -1.01, "nobody sings"),
        (0.59, -1.01, "the model is uncertain"),
    ],
)
def test_thresholds_on_probabilities(no_speech, log_probability, reason):
    assert judge(SUNG, no_speech, log_probability, GATES).reason == reason


def test_inventions_are_removed_from_lyrics():
    text = "♪ [Verse 1] The lamps go out\nand nobody minds. Thanks for watching!"
    text += "\n(music)\nPlease subscribe"
    assert without_inventions(text) == "The lamps go out\nand nobody minds."


def test_every_lyric_of_the_demo_passes():
    for language in ("bangla", "english"):
        path = ROOT / f"resources/demo/lyrics_{language}.yaml"
        for song in yaml.safe_load(path.read_text(encoding="utf-8")):
            judged = judge(song["lyrics"], 0.1, -0.4, GATES)
            assert judged.reason == "" and judged.text == without_inventions(song["lyrics"])


def test_compression_means_the_same_in_every_script():
    plain = "the quick brown fox jumps over the lazy dog"
    # The same letters, moved to another alphabet: three bytes each in UTF-8.
    moved = "".join(chr(ord(letter) + 0x900) for letter in plain)
    assert compression_ratio(moved) == pytest.approx(compression_ratio(plain), rel=0.1)
    assert compression_ratio(moved * 20) > 10
    assert compression_ratio("") == 0


@pytest.mark.parametrize(
    "text, share",
    [("a b c d e", 1), ("a b c a b c a b c", 3 / 7), ("a a a a a", 1 / 3), ("a b", 1), ("", 1)],
)
def test_the_share_of_groups_of_words_that_differ(text, share):
    assert distinct_share(text) == pytest.approx(share)


def test_words_keep_their_marks_and_lose_their_punctuation():
    assert words('"Don\'t go," (she) said — 24!') == ["dont", "go", "she", "said"]
    assert words("সন্ধ্যা নামে।") == ["সন্ধ্যা", "নামে"]
    assert words("月の光 light") == ["月", "の", "光", "light"]


def window(track_id, text, start=0.0, **changes):
    row = Transcript(track_id, 1, 1, "tiny", start, "en", 0.1, -0.4, text)
    return row._replace(**changes)


def test_windows_are_judged_separately_but_counted_together():
    rows = [
        window("whole", "Four words of this"),
        window("whole", "Thank you for watching!", 30.0),
        window("whole", "and four of that", 60.0),
        window("short", "Four words of this"),
        window("short", "", 30.0),
        window("broken", "", problem="the file is empty (0 bytes)"),
    ]
    verdicts = judge_tracks(rows, GATES)
    assert [row.verdict for row in verdicts] == [
        KEPT, PHRASE, KEPT, "too short: 4 words in the track", "no words",
        "the file is empty (0 bytes)",
    ]  # fmt: skip
    assert kept_lyrics(verdicts) == {"whole": "Four words of this\nand four of that"}
    assert verdicts[1].text == "Thank you for watching!"  # as it was written, for who looks


def test_every_threshold_can_be_moved():
    anything = GatesConfig(log_probability=-9.0, compression=99.0, distinct=0.0, words=1)
    rows = [window("a", "la " * 30, log_probability=-5.0)]
    assert [row.verdict for row in judge_tracks(rows, anything)] == [KEPT]
