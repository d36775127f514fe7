"""What the report says of transcribed lyrics, word for word."""

from hbvae.reporting.transcribed import about_transcription
from hbvae.storage.transcripts import KEPT, Verdict

MODEL = "openai/whisper-small 973afd24965f (apache-2.0 licence), 90 s of each"


def window(track_id, verdict=KEPT):
    return Verdict(track_id, 0.0, "en", 0.1, -0.3, 1.5, verdict, "words", MODEL)


def test_it_counts_songs_and_says_why_the_others_have_no_lyrics():
    verdicts = [
        window("a"), window("a", "nobody sings"), window("b", "nobody sings"),
        window("b", "it repeats itself"), window("b", "nobody sings"),
        window("c", "too short: 3 words in the track"),
        window("d", "too short: 5 words in the track"),
    ]  # fmt: skip
    assert about_transcription("Mine", verdicts, 10) == (
        f"Mine: {MODEL}, transcribed the 4 songs without lyrics. The text of 1 passed the checks "
        "and was used as lyrics; such text has many errors. The others have no "
        "lyrics: too short (2); nobody sings (1)."
    )


def test_it_says_when_no_song_has_lyrics_and_when_all_have_some():
    assert about_transcription("Mine", [window("a", "nobody sings")], 0).endswith(
        "No song has lyrics, so results from lyrics mean nothing."
    )
    every = about_transcription("Mine", [], 5)
    assert every == "Mine: every song has given lyrics; none were transcribed."
