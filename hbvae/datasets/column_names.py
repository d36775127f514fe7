"""Usual names of the columns of recordings, lyrics and labels in tables."""

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Sequence
from itertools import chain

# Names of columns in order of preference; case, accents, blanks, signs and text in brackets do not
# matter.
PATHS = (
    *("filename", "file", "path", "filepath", "filenames", "audio", "audiopath", "audiofile"),
    *("audiofilename", "audiofilepath", "relativepath", "fullpath", "trackpath", "trackfile"),
    *("songpath", "songfile", "location", "fname", "wav", "mp3", "recording"),
    *("trackid", "songid", "clipid", "audioid", "id", "track", "song", "name", "title"),
)
LYRICS = (
    *("lyrics", "lyric", "text", "sentence", "transcript", "transcription", "words", "songtext"),
    *("paroles", "letra", "letras", "testo", "текст", "歌词", "歌詞", "가사"),
)
FACTORS = {
    "language": (
        *("language", "lang", "languages", "sprache", "langue", "idioma", "lingua", "taal"),
        *("язык", "语言", "語言", "言語", "언어", "ভাষা"),
    ),
    "genre": (
        *("genretop", "topgenre", "maingenre", "primarygenre", "trackgenre", "genre", "genres"),
        *("género", "genere", "gatunek", "musikrichtung", "stil", "style", "styles", "tür"),
        *("жанр", "流派", "曲风", "類型", "ジャンル", "장르", "ধরন"),
    ),
    "label": ("label", "labels", "class", "classname", "category", "mood", "emotion"),
}
METADATA = {  # shown by players; a row may state it as well as the tags
    "title": (
        *("title", "tracktitle", "songtitle", "trackname", "songname", "titel", "titre", "título"),
        *("titolo", "название", "标题", "曲名", "제목", "শিরোনাম"),
    ),
    "artist": (
        *("artist", "artists", "artistname", "trackartist", "performer", "band", "singer"),
        *("interpret", "künstler", "artiste", "artista", "исполнитель", "歌手", "艺术家"),
        *("アーティスト", "아티스트", "শিল্পী"),
    ),
    "album": (
        *("album", "albumtitle", "albumname", "álbum", "альбом", "专辑", "專輯", "アルバム"),
        *("앨범", "অ্যালবাম"),
    ),
    "year": (
        *("originalyear", "year", "releaseyear", "albumyear", "releasedate", "albumdatereleased"),
        *("date", "jahr", "année", "año", "anno", "год", "年", "연도", "বছর"),
    ),
}
# Words that identify a longer name such as music_genre, and words that exclude it.
WORDS = {"language": {"language"}, "genre": {"genre", "genres"}}
OTHER_WORDS = {"id", "ids", "all", "sub", "confidence", "score", "count", "url"}
SAYS = ", ".join(("lyrics", *FACTORS, "artist", "album", "year"))


def _plain(name: str) -> str:
    """Normalise a column's name for comparison."""
    name = re.sub(r"(?<=.)[(\[].*?[)\]]", "", name)
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", name).casefold())


def columns_named(header: Sequence[str], names: Sequence[str]) -> list[str]:
    """The columns with any of the names, in the order of the names, without duplicate columns."""
    plain_names = [cell and _plain(cell) for cell in header]
    times = Counter(plain_names)
    return [header[plain_names.index(name)] for name in map(_plain, names) if times[name] == 1]


def count_named(cells: list[str]) -> int:
    """Count the cells that are usual column names."""
    return len(
        columns_named(cells, (*PATHS, *LYRICS, *chain(*FACTORS.values(), *METADATA.values())))
    )


def find_column(header: Sequence[str], names: Sequence[str]) -> int | None:
    """The column with the first of the names that occurs, or None."""
    return next((header.index(name) for name in columns_named(header, names)), None)


def find_factor(header: Sequence[str], factor: str) -> int | None:
    """The column of a factor, identified by its name, by the last part of its name
    (track.genre_top), or by a word in it that no other column has."""
    names = FACTORS[factor]
    last = [cell.rpartition(".")[2] for cell in header]
    for columns in (header, last):
        if (column := find_column(columns, names)) is not None:
            return column
    words = [set(re.findall(r"[^\W\d_]+", name.casefold())) for name in header]
    fitting = [
        i
        for i, column_words in enumerate(words)
        if column_words & WORDS.get(factor, set()) and not column_words & OTHER_WORDS
    ]
    return fitting[0] if len(fitting) == 1 else None


def find_metadata(header: Sequence[str], taken: Container[int | None] = ()) -> dict[str, int]:
    """The columns of titles, artists, albums and years, except those in ``taken``."""
    columns = {field: find_column(header, names) for field, names in METADATA.items()}
    return {field: at for field, at in columns.items() if at is not None and at not in taken}


def says_something(header: Sequence[str]) -> bool:
    """Whether there is a column of lyrics, labels, artists, albums or years."""
    factors = any(find_factor(header, factor) is not None for factor in FACTORS)
    return (
        factors
        or find_column(header, LYRICS) is not None
        or bool(find_metadata(header).keys() - {"title"})
    )
