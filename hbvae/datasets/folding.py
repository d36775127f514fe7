"""What people take for the same name."""

import unicodedata


def folded(name: str) -> str:
    """The same for names that differ only in what cannot be seen, or hardly.

    Case, spacing, how accents are composed, characters without a form (zero-width spaces, marks of
    direction).
    """
    if name.isascii():
        return " ".join(name.casefold().split())
    visible = "".join(letter for letter in name if unicodedata.category(letter) != "Cf")
    return " ".join(unicodedata.normalize("NFC", visible).casefold().split())
