"""Comparing names by their appearance."""

import unicodedata


def folded(name: str) -> str:
    """A key that is equal for names that look the same.

    It ignores case, spacing, the Unicode form of accents, and invisible characters (zero-width
    spaces, direction marks).
    """
    if name.isascii():
        return " ".join(name.casefold().split())
    visible = "".join(letter for letter in name if unicodedata.category(letter) != "Cf")
    return " ".join(unicodedata.normalize("NFC", visible).casefold().split())
