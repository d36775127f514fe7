"""Decoding bytes in any encoding, and repairing texts that were decoded with a wrong one.

The bytes alone cannot prove an encoding. A text that cannot be recognised is None, because letters
of another script are worse than no lyrics.
"""

import codecs
import re
from codecs import utf_8_decode
from collections.abc import Sequence
from contextlib import suppress
from warnings import catch_warnings

MARKS = (  # byte-order marks, the longer first: UTF-16's is the beginning of UTF-32's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDER = {  # encodings that programs use in place of those that chardet names
    **{"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950", "shift_jis": "cp932"},
    **{"euc-kr": "cp949", "iso-8859-1": "cp1252", "ascii": "cp1252", "tis-620": "cp874"},
}
READ_AS = ("latin-1", "cp1252", "cp1251", "gb18030", "cp932", "cp950", "cp949", "koi8-r", "cp437")
_ODD = re.compile(  # of a text in a wrong encoding: signs in words, capitals behind small letters
    r"[\x80-\x84\x86-\x9f]|[^\W\d_][¡-©«¬®-´¶-¹»-¿×÷†‡‰‹›™ˆ˜€‚„][^\W\d_]|[^\W\d_][€†‡‰ˆ˜¤¦§¶]"
    r"|[а-яё][А-ЯЁЂ-Џ]|[א-ת][Α-ω]|\w\xad"
)
_TURKISH, _ICELANDIC = re.compile("[þðýÞÐÝ]"), re.compile("[æáéíóúÆÁÉÍÓÚ]")  # in cp1252
_CP1254 = str.maketrans("þðýÞÐÝ", "şğıŞĞİ")
LONGEST_LOOK = 500  # letters that show whether a text may have been misread
LATIN = ("cp1252", "cp1250", "cp1254", "cp1257", "iso-8859-2")
UNKNOWN = "utf-8"  # the guess for bytes that are not UTF-8 and match no encoding
OLD_LATIN = ("cp850", "cp437", "cp852", "macroman", "maclatin2")  # of DOS and the first Macs
SEVEN_BIT = {  # encodings in ASCII, by the signs around other letters
    "utf-7": re.compile(rb"\+[A-Za-z0-9+/]{2,200}-"),
    "hz": re.compile(rb"~\{[!-~]{2,2000}~\}"),
}
LONGEST_RUN = 2  # letters with accents side by side, in languages of the Latin script
MOST_LOST = 0.02  # accepted share of a text that is lost to damaged bytes
MOST_DAMAGED = 0.1  # the same for a text that was decoded with a wrong encoding and saved
FEWEST_INTACT = 2  # UTF-8 letters that are no coincidence, with at most half as many damaged
FEWEST_PLAIN = 0.02  # share of ASCII in UTF-16: spaces and ends of lines
FEWEST_HIGH = 8  # letters of Latin-1's upper half that show that a text was misread,
MOST_HIGH = 0.5  # if their share of its letters is larger than this; in Icelandic it is 0.15


def decode_text(data: bytes) -> str | None:
    """Decode bytes as UTF-8, UTF-16 or UTF-32, with or without a mark, else as chardet detects.

    Returns:
        the text without its mark; None if the bytes are not text or their encoding is unknown.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _readable(data[len(mark) :].decode(encoding, "replace"))
    ended = data.rstrip(b"\0\x1a")
    if b"\0" in ended:
        return _without_mark(data)
    data = ended
    for encoding, sign in SEVEN_BIT.items():
        if data.isascii() and len(sign.findall(data)) >= FEWEST_INTACT:
            with suppress(UnicodeError):
                return data.decode(encoding)
    if b"\x1b" not in data:  # ISO-2022 is ASCII with escapes
        text = data.decode("utf-8", "replace")
        intact = text.replace("\ufffd", "")
        lost, high = len(text) - len(intact), sum(letter > "\x7f" for letter in intact)
        if not lost or (high >= FEWEST_INTACT and lost <= max(high / 2, 1)):
            return _readable(intact) if lost <= max(1, MOST_LOST * len(text)) else None
    return _detected(data)


def repair_text(text: str) -> str | None:
    """Restore a text whose bytes a program decoded with a wrong encoding.

    Restored are UTF-8 that was misread once or twice, in all of the text or in single lines (ftfy),
    and other scripts that were misread as Latin-1, as is common in tags. Other texts stay
    unchanged.

    Returns:
        the text; None if the original cannot be recovered.
    """
    if text.isascii():
        return None if _is_lost(text) else text
    from ftfy import fix_encoding  # few texts need it

    for encoding in READ_AS:
        try:
            utf_8_decode(_encode(text[:LONGEST_LOOK], encoding), "strict", False)  # mostly fails
            repaired = _encode(text, encoding).decode("utf-8")
        except UnicodeError:
            continue
        if len(repaired) < len(text) or (repaired != text and len(text) >= FEWEST_HIGH):
            return repair_text(repaired)
    high = len(re.findall(r"[\x80-\xff]", text))
    letters = len(re.findall(r"[A-Za-z]", text))
    if high >= FEWEST_HIGH and high > MOST_HIGH * (high + letters):
        try:
            written = decode_text(_encode(text, "cp1252"))
        except UnicodeError:
            written = None
        return written if written and not _is_western(written) else None
    text = "\n".join(line if line.isascii() else fix_encoding(line) for line in text.split("\n"))
    return None if _is_lost(text) else _reread(text)


def _reread(text: str) -> str:
    """Restore kana, or damaged UTF-8, that was misread as Chinese; other texts stay unchanged."""
    han = len(re.findall(r"[\u4e00-\u9fff]", text))
    if han <= len(text) / 2:
        return text
    data = text.replace("\ufffd", "").encode("gb18030", "ignore")
    for encoding in ("utf-8", "cp932"):
        written = data.decode(encoding, "replace")
        kana = len(re.findall(r"[\u3041-\u3093]", written))
        lost = written.count("\ufffd")
        if lost <= MOST_DAMAGED * len(written) and (encoding == "utf-8" or kana > han / 5):
            return written.replace("\ufffd", "")
    return text


def _detected(data: bytes) -> str | None:
    """Decode bytes with an encoding that chardet guesses from the statistics of languages."""
    from chardet import EncodingEra  # few texts need it

    modern = EncodingEra.MODERN_WEB | EncodingEra.LEGACY_ISO
    old = EncodingEra.ALL & ~modern & ~EncodingEra.MAINFRAME
    runs = re.findall(rb"[\x80-\xff]+", data)
    is_latin = bool(runs) and max(map(len, runs)) <= LONGEST_RUN
    for eras, among in ((modern, LATIN), (old, OLD_LATIN)):
        text, encoding = _guessed(data, eras, among if is_latin else ())
        if is_latin and encoding and (not text or _ODD.search(text)):
            others = tuple(name for name in among if name != encoding)
            text, encoding = _guessed(data, eras, others)
        if text and not _ODD.search(text):
            is_turkish = encoding == "cp1252" and _TURKISH.search(text)
            return text if not is_turkish or _ICELANDIC.search(text) else text.translate(_CP1254)
    return None


def _guessed(data: bytes, eras, among: Sequence[str]) -> tuple[str | None, str]:
    """Decode with the encoding that chardet finds most likely; return the text and its name."""
    from chardet import detect

    with catch_warnings(action="ignore"):  # it warns that UNKNOWN is not a candidate
        guess = detect(
            data,
            encoding_era=eras,
            include_encodings=among or None,
            no_match_encoding=UNKNOWN,
        )
    encoding = (guess["encoding"] or UNKNOWN).lower().replace("windows-125", "cp125")
    encoding = WIDER.get(encoding, encoding)
    if encoding == UNKNOWN:
        return None, ""
    try:
        text = data.decode(encoding, "strict" if among else "replace")
    except UnicodeError:
        return None, encoding
    return _readable(text), encoding


def _without_mark(data: bytes) -> str | None:
    """Decode UTF-16 or UTF-32 whose NULs show the byte order; None for other bytes with NULs."""
    width = 4 if data.count(b"\0") > len(data) / 2 and len(data) % 4 == 0 else 2
    aligned = data[: len(data) // width * width]
    texts = [aligned.decode(f"utf-{8 * width}-{order}", "replace") for order in ("le", "be")]
    plain, likely = max((sum(map(str.isascii, text.replace("\0", ""))), text) for text in texts)
    is_text = "\0" not in likely.rstrip("\0") and plain >= FEWEST_PLAIN * len(likely)
    return _readable(likely) if is_text else None


def _readable(text: str) -> str | None:
    """The text, or None if much of it is lost or it has control characters."""
    text = text.rstrip("\0\x1a")
    bad = sum(
        letter == "\ufffd" or (letter < " " and letter not in "\t\n\r\f\v") for letter in text
    )
    return None if bad > MOST_LOST * len(text) else text.replace("\ufffd", "")


def _encode(text: str, encoding: str) -> bytes:
    """Encode a text. Where cp1252 has no character, programs use Latin-1."""
    if encoding != "cp1252":
        return text.encode(encoding)
    return b"".join(
        letter.encode("latin-1" if "\x80" <= letter <= "\x9f" else encoding) for letter in text
    )


def _is_lost(text: str) -> bool:
    """Whether letters were replaced by question marks or the like."""
    lost = text.count("\ufffd") + sum(map(len, re.findall(r"\?{2,}(?=[ ,.?]|$)", text, re.M)))
    return "锟斤拷" in text or lost > 0.2 * sum(map(str.isalpha, text))


def _is_western(text: str) -> bool:
    """Whether a text has no letters beyond those of Latin-1."""
    return not any(letter > "\u024f" and letter.isalpha() for letter in text)
