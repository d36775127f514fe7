"""Reading, writing and restoring one field in each kind of tags that mutagen supports."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from mutagen import FileType

JOINT = "; "  # between several values of a field, for display
LATIN1, UTF16, UTF8 = 0, 1, 3  # encodings in ID3


class Field(NamedTuple):
    """The names of a field in each kind of tags."""

    id3: tuple[str, ...]
    mp4: str
    vorbis: str
    asf: str
    ape: str


# Apple's programs read the grouping of ID3 in the frame GRP1, most others in TIT1.
FIELDS = {
    "grouping": Field(
        ("TIT1", "GRP1"), "\xa9grp", "GROUPING", "WM/ContentGroupDescription", "Grouping"
    ),
    "genre": Field(("TCON",), "\xa9gen", "GENRE", "WM/Genre", "Genre"),
    "comment": Field(("COMM",), "\xa9cmt", "COMMENT", "Description", "Comment"),
}


class Kind(Protocol):
    """A kind of tags. ``tags`` are mutagen's objects; values can be stored as JSON."""

    def read(self, tags: Any, field: Field) -> list:
        """The values of a field, in the form that `put_back` takes; empty if there are none."""

    def texts(self, values: list) -> list[str]:
        """The texts of the values, for display."""

    def write(self, tags: Any, field: Field, text: str) -> None:
        """Replace the values of a field by a text."""

    def put_back(self, tags: Any, field: Field, values: list) -> None:
        """Replace the values of a field by values from `read`."""

    def others(self, tags: Any, field: Field) -> list:
        """All other content of the tags, in an order that saving does not change."""


class _Id3:
    """Frames of ID3. Comments with a description are not read: programs store notes in them."""

    def _frames(self, tags: Any, field: Field) -> list:
        frames = (frame for name in field.id3 for frame in tags.getall(name))
        return [frame for frame in frames if not getattr(frame, "desc", "")]

    def read(self, tags, field):
        return [
            {
                "frame": frame.FrameID,
                "encoding": int(frame.encoding),
                "text": list(map(str, frame.text)),
                "lang": getattr(frame, "lang", ""),
            }
            for frame in self._frames(tags, field)
        ]

    def texts(self, values):
        return list(dict.fromkeys(text for value in values for text in value["text"]))

    def write(self, tags, field, text):
        wide = UTF16 if tags.version < (2, 4) else UTF8
        encoding = LATIN1 if _is_latin1(text) else wide
        self.put_back(
            tags,
            field,
            [
                {"frame": name, "encoding": encoding, "text": [text], "lang": "eng"}
                for name in field.id3
            ],
        )

    def put_back(self, tags, field, values):
        from mutagen.id3 import Frames

        for frame in self._frames(tags, field):
            del tags[frame.HashKey]
        for value in values:
            named = {"lang": value["lang"], "desc": ""} if value["lang"] else {}
            if value["frame"] != "COMM":
                named = {}
            frame = Frames[value["frame"]]
            tags.add(frame(encoding=value["encoding"], text=value["text"], **named))

    def others(self, tags, field):
        own = {frame.HashKey for frame in self._frames(tags, field)}
        frames = sorted((key, repr(frame)) for key, frame in tags.items() if key not in own)
        return [*frames, *sorted(tags.unknown_frames)]


class _Vorbis:
    """Vorbis comments: a list of names and texts, whose order is preserved."""

    def read(self, tags, field):
        return [
            [place, name, text]
            for place, (name, text) in enumerate(tags)
            if name.upper() == field.vorbis
        ]

    def texts(self, values):
        return [text for _, _, text in values]

    def write(self, tags, field, text):
        places = [place for place, _, _ in self.read(tags, field)] or [len(tags)]
        self.put_back(tags, field, [[places[0], field.vorbis, text]])

    def put_back(self, tags, field, values):
        tags[:] = [pair for pair in tags if pair[0].upper() != field.vorbis]
        for place, name, text in values:
            tags.insert(place, (name, text))

    def others(self, tags, field):
        return [pair for pair in tags if pair[0].upper() != field.vorbis]


class _Named:
    """Lists of texts by name, as in MP4 and ASF."""

    def __init__(self, attribute: str):
        self.attribute = attribute  # attribute of `Field` with the name

    def read(self, tags, field):
        return [str(text) for text in tags.get(getattr(field, self.attribute), [])]

    def texts(self, values):
        return values

    def write(self, tags, field, text):
        self.put_back(tags, field, [text])

    def put_back(self, tags, field, values):
        name = getattr(field, self.attribute)
        if name in tags:
            del tags[name]
        if values:
            tags[name] = values

    def others(self, tags, field):
        name = getattr(field, self.attribute).lower()
        names = dict.fromkeys(tags.keys())
        return sorted((key, repr(tags[key])) for key in names if key.lower() != name)


class Ape(_Named):
    """Items of APE: several texts are one value, separated by NUL."""

    def __init__(self):
        super().__init__("ape")

    def read(self, tags, field):
        return str(tags[field.ape]).split("\0") if field.ape in tags else []


def tag_kind(tags: Any) -> Kind | None:
    """The kind of some tags; None if hbvae cannot write them."""
    from mutagen.apev2 import APEv2
    from mutagen.asf import ASFTags
    from mutagen.id3 import ID3
    from mutagen.mp4 import MP4Tags

    kinds = {ID3: _Id3(), MP4Tags: _Named("mp4"), ASFTags: _Named("asf"), APEv2: Ape()}
    if hasattr(tags, "vendor"):  # mutagen's class of Vorbis comments is not public
        return _Vorbis()
    return next((kind for tag_class, kind in kinds.items() if isinstance(tags, tag_class)), None)


def in_words(texts: Iterable[str]) -> str:
    """Several values of a field in one line."""
    return " ".join(JOINT.join(texts).split())


def pictures(file: "FileType") -> Sequence[bytes]:
    """The pictures that a file stores outside its tags, as FLAC does."""
    return [picture.write() for picture in getattr(file, "pictures", ())]


def _is_latin1(text: str) -> bool:
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True
