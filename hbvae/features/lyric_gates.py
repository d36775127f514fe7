"""Gates that decide which transcribed texts are kept as lyrics, against hallucinations.

Where nobody sings, a Whisper model writes captions of the videos that it was trained on
("Thanks for watching!"), or repeats a phrase. Each gate is a function of a text and its measures;
a text that passes all gates is kept. Thresholds are Whisper's (Radford et al. 2022, section 4.5)
where it defines them.
"""

import re
import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pydantic import Field

from hbvae.config import Section
from hbvae.storage.transcripts import KEPT, Transcript, Verdict

NGRAM = 3  # words in a group that `distinct_share` counts
NOTES = re.compile(r"[♩♪♫♬♭♮♯🎵🎶🎼]+")
TAGS = re.compile(r"\[[^\]]*\]|\([^)]*\)|\*[^*\n]*\*|<[^>]*>")  # [Music], (applause), *singing*
SENTENCE_END = re.compile(r"(?<=[.!?।])\s+|(?<=[\u3002\uff01\uff1f])\s*")
# Phrases of video captions, in lower case; a sentence that contains one is removed.
# Collected by Koenecke et al. 2024 and Barański et al. 2025, who study Whisper's hallucinations.
PHRASES = (
    *("thank you for watching", "thanks for watching", "thank you for listening"),
    *("thanks for listening", "please subscribe", "subscribe to", "like and subscribe"),
    *("see you in the next video", "in this video", "link in the description"),
    *("subtitles by", "subtitled by", "captions by", "captioned by", "captioning by"),
    *("transcribed by", "transcription by", "translated by", "translation by", "amara.org"),
    *("all rights reserved", "copyright", "www.", "http", ".com"),
    *("untertitel", "danke fürs zuschauen", "vielen dank fürs zusehen", "bis zum nächsten mal"),
    *("sous-titr", "merci d'avoir regardé", "abonnez-vous", "sottotitoli", "sottotitolato"),
    *("subtítulos", "gracias por ver", "suscríbete", "legendas pela", "legendado por"),
    *("ondertiteling", "undertekst", "napisy", "titulky", "altyaz", "субтитры", "редактор"),
    *("продолжение следует", "спасибо за просмотр", "ご視聴", "字幕", "谢谢观看", "請訂閱", "订阅"),
    *("시청해 주셔서", "구독", "ترجمة", "اشترك", "सब्सक्राइब", "সাবস্ক্রাইব", "দেখার জন্য ধন্যবাদ"),
)
# Chinese, Japanese, Thai, Lao, Burmese, Khmer: no spaces between words, so a letter counts as one.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


class GatesConfig(Section):
    """Conditions that a transcribed text must meet to be kept."""

    no_speech: float = Field(
        0.6,
        ge=0,
        le=1,
        description="maximum probability of no voice; above it, a text of low probability counts "
        "as invented",
    )
    log_probability: float = Field(
        -1.0,
        le=0,
        description="minimum mean log-probability of a text's tokens, nats",
    )
    compression: float = Field(
        2.4,
        gt=1,
        description="maximum zlib compression ratio of a text; repetitive text compresses more",
    )
    distinct: float = Field(
        0.33,
        ge=0,
        le=1,
        description="minimum share of distinct groups among a text's groups of three words",
    )
    words: int = Field(
        8,
        ge=1,
        description="minimum number of words of a track's text (letters in scripts without spaces)",
    )


class Judged(NamedTuple):
    """A text after the gates."""

    text: str  # without tags, notes and phrases of video captions
    compression: float  # ratio of this text; 0 if it is empty
    reason: str  # why it is refused; "" if it is kept


def judge(text: str, no_speech: float, log_probability: float, gates: GatesConfig) -> Judged:
    """Apply the gates to the transcribed text of one window.

    The minimum length applies to all windows of a track together, see `judge_tracks`.

    Args:
        text: text as transcribed by the model.
        no_speech: probability that nobody speaks or sings, 0 to 1.
        log_probability: mean over the text's tokens, nats.
        gates: the thresholds.
    """
    kept = without_inventions(text)
    compression, distinct = compression_ratio(kept), distinct_share(kept)
    if not words(text):
        reason = "no words"
    elif not words(kept):
        reason = "only tags, notes or phrases of video captions"
    elif log_probability < gates.log_probability:
        silent = no_speech > gates.no_speech
        reason = "nobody sings" if silent else "the model is uncertain"
    elif compression > gates.compression or distinct < gates.distinct:
        reason = "it repeats itself"
    else:
        reason = ""
    return Judged(kept, compression, reason)


def judge_tracks(rows: Sequence[Transcript], gates: GatesConfig) -> list[Verdict]:
    """Apply the gates to all transcribed windows.

    The kept windows of a track must together have `GatesConfig.words` words: fewer do not show
    what a song is about.

    Args:
        rows: windows, grouped by track.
        gates: the thresholds.
    """
    verdicts = [_judge_row(row, gates) for row in rows]
    lengths = {track: len(words(text)) for track, text in kept_lyrics(verdicts).items()}
    return [
        row._replace(verdict=f"too short: {lengths[row.track_id]} words in the track")
        if row.verdict == KEPT and lengths[row.track_id] < gates.words
        else row
        for row in verdicts
    ]


def kept_lyrics(verdicts: Sequence[Verdict]) -> Mapping[str, str]:
    """The kept lyrics of each track that has some, by track id."""
    kept: dict[str, list[str]] = {}
    for row in verdicts:
        if row.verdict == KEPT:
            kept.setdefault(row.track_id, []).append(row.text)
    return {track_id: "\n".join(texts) for track_id, texts in kept.items()}


def _judge_row(row: Transcript, gates: GatesConfig) -> Verdict:
    judged = judge(row.text, row.no_speech, row.log_probability, gates)
    return Verdict(
        row.track_id,
        row.start,
        row.language,
        round(row.no_speech, 3),
        round(row.log_probability, 3),
        round(judged.compression, 2),
        row.problem or judged.reason or KEPT,
        row.text if row.problem or judged.reason else judged.text,
        row.made_by,
    )


def without_inventions(text: str) -> str:
    """Remove tags, musical notes, and sentences that contain one of `PHRASES` from a text.

    Line breaks are kept; repeated spaces become single spaces.
    """
    text = NOTES.sub(" ", TAGS.sub(" ", text))
    lines = []
    for line in text.splitlines():
        sentences = SENTENCE_END.split(line)
        kept = [s for s in sentences if not any(phrase in s.casefold() for phrase in PHRASES)]
        lines.append(" ".join(" ".join(kept).split()))
    return "\n".join(line for line in lines if words(line))


def words(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation; letters in scripts without spaces."""
    tokens = []
    for word in UNSPACED.sub(r" \g<0> ", text.casefold()).split():
        # Letters and combining marks, which are the vowel signs of Bangla.
        letters = "".join(c for c in word if unicodedata.category(c)[0] in "LM")
        tokens += [letters] if letters else []
    return tokens


def compression_ratio(text: str) -> float:
    """zlib compression ratio of a text: usually 1.4 to 2; above 2.4 the text is repetitive.

    Each letter counts as one byte, so that the threshold means the same in every script: in UTF-8,
    a Bangla letter has three bytes, two of which its neighbours share. For ASCII, the ratio is
    Whisper's.
    """
    if not text:
        return 0.0
    codes = {letter: code % 256 for code, letter in enumerate(dict.fromkeys(text))}
    content = bytes(map(codes.get, text))
    return len(content) / len(zlib.compress(content))


def distinct_share(text: str) -> float:
    """Share of distinct groups among a text's groups of `NGRAM` words; 1 for a short text."""
    all_words = words(text)
    groups = list(zip(*(all_words[first:] for first in range(NGRAM)), strict=False))
    return len(set(groups)) / len(groups) if groups else 1.0
