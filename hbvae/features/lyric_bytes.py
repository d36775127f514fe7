"""The text of bytes in any encoding; texts whose bytes were read in a wrong one.

No encoding can be proved by the bytes alone. A text that cannot be recognised is None: letters of
another script say less than no lyrics.
"""

import codecs
import re
from codecs import utf_8_decode
from collections.abc import Sequence
from contextlib import suppress
from warnings import catch_warnings

MARKS = (  # the longer ones first: UTF-16's is the beginning of UTF-32's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDER = {  # what programs write under the name that chardet gives
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
UNKNOWN = "utf-8"  # what is guessed of bytes that are no UTF-8 where nothing is likely
OLD_LATIN = ("cp850", "cp437", "cp852", "macroman", "maclatin2")  # of DOS and of the first Macs
SEVEN_BIT = {  # encodings in ASCII, by what they put before and behind other letters
    "utf-7": re.compile(rb"\+[A-Za-z0-9+/]{2,200}-"),
    "hz": re.compile(rb"~\{[!-~]{2,2000}~\}"),
}
LONGEST_RUN = 2  # letters with accents side by side, in languages of the Latin script
MOST_LOST = 0.02  # share of a text that may be lost to damaged bytes,
MOST_DAMAGED = 0.1  # and where a program read it in a wrong encoding and wrote it again
FEWEST_WHOLE = 2  # letters of UTF-8 that are no accident, beside half as many that are damaged
FEWEST_PLAIN = 0.02  # share of ASCII in UTF-16: spaces and ends of lines
FEWEST_HIGH = 8  # letters of Latin-1's upper half by which a text is known to be misread,
MOST_HIGH = 0.5  # and their share of its letters: Icelandic has .15


def decode_text(data: bytes) -> str | None:
    """The text of bytes: UTF-8, UTF-16 or UTF-32 with and without mark, else as chardet detects.

    Returns:
        the text without its mark; None for what is no text, and where the encoding is unknown.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _readable(data[len(mark) :].decode(encoding, "replace"))
    ended = data.rstrip(b"\0\x1a")
    if b"\0" in ended:
        return _without_mark(data)
    data = ended
    for encoding, sign in SEVEN_BIT.items():
        if data.isascii() and len(sign.findall(data)) >= FEWEST_WHOLE:
            with suppress(UnicodeError):
                return data.decode(encoding)
    if b"\x1b" not in data:  # ISO-2022 is ASCII with escapes
        text = data.decode("utf-8", "replace")
        whole = text.replace("\ufffd", "")
        lost, high = len(text) - len(whole), sum(letter > "\x7f" for letter in whole)
        if not lost or (high >= FEWEST_WHOLE and lost <= max(high / 2, 1)):
            return _readable(whole) if lost <= max(1, MOST_LOST * len(text)) else None
    return _detected(data)


def mend_text(text: str) -> str | None:
    """A text as it was written, where a program read its bytes in a wrong encoding.

    UTF-8 that was read as something else is itself again, all of it or single lines (ftfy), once or
    twice, and so is another script that was read as Latin-1, as tags have it. Other texts stay as
    they are.

    Returns:
        the text; None where what was written cannot be known.
    """
    if text.isascii():
        return None if _is_lost(text) else text
    from ftfy import fix_encoding  # few texts need it

    for encoding in READ_AS:
        try:
            utf_8_decode(_encode(text[:LONGEST_LOOK], encoding), "strict", False)  # mostly not
            mended = _encode(text, encoding).decode("utf-8")
        except UnicodeError:
            continue
        if len(mended) < len(text) or (mended != text and len(text) >= FEWEST_HIGH):
            return mend_text(mended)
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
    """A text of kana, or of UTF-8 with damage, that was read as Chinese; else the text."""
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
    """The text of bytes whose encoding is a guess by what is usual in its language."""
    from chardet import EncodingEra  # few texts are in none of the encodings above

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
    """The text in the encoding that chardet takes for the likeliest, of some or all; its name."""
    from chardet import detect

    with catch_warnings(action="ignore"):  # that it would name UNKNOWN, which is no candidate
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
    """UTF-16, or UTF-32, whose NULs show the order of its bytes; None for other bytes with NULs."""
    width = 4 if data.count(b"\0") > len(data) / 2 and len(data) % 4 == 0 else 2
    whole = data[: len(data) // width * width]
    texts = [whole.decode(f"utf-{8 * width}-{order}", "replace") for order in ("le", "be")]
    plain, likely = max((sum(map(str.isascii, text.replace("\0", ""))), text) for text in texts)
    is_text = "\0" not in likely.rstrip("\0") and plain >= FEWEST_PLAIN * len(likely)
    return _readable(likely) if is_text else None


def _readable(text: str) -> str | None:
    """A text that holds together: hardly anything lost, and no control characters."""
    text = text.rstrip("\0\x1a")
    bad = sum(
        letter == "\ufffd" or (letter < " " and letter not in "\t\n\r\f\v") for letter in text
    )
    return None if bad > MOST_LOST * len(text) else text.replace("\ufffd", "")


def _encode(text: str, encoding: str) -> bytes:
    """The bytes that were read; what cp1252 leaves open, programs read as Latin-1."""
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
