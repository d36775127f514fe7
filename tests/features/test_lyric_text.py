"""Lyrics as they are sung, from texts as people have them."""

import pytest
import yaml
from support.project import ROOT

from hbvae.features.lyric_text import clean_lyrics

KITE = "paper kite above the bay\nstring is burning in my hand"
FIRST, SECOND = KITE.split("\n")
JAPANESE = ["古い橋の上で", "手紙を待っている", "風が吹いて"]
GERMAN = ["über die alte Brücke", "ich warte auf deinen Brief", "die Zeit nimmt alle Träume"]
ENGLISH = ["over the old bridge", "I am waiting for your letter", "time is taking all the dreams"]


def words(text):
    return [line for line in (clean_lyrics(text).text or "").split("\n") if line]


def timed(*columns):
    rows = enumerate(zip(*columns, strict=True))
    return "".join(f"[00:{n:02d}.00]{line}\n" for n, lines in rows for line in lines)


@pytest.mark.parametrize("file", ["lyrics_bangla.yaml", "lyrics_english.yaml"])
def test_plain_lyrics_stay_to_the_byte(file):
    songs = yaml.safe_load((ROOT / "resources/demo" / file).read_text("utf-8"))
    assert songs
    for text in (song["lyrics"] for song in songs):
        assert clean_lyrics(text) == (text, "")
        assert clean_lyrics(text.strip()) == (text.strip(), "")


@pytest.mark.parametrize(
    "text",
    [
        'one\n"two", three\n\n  গান',
        "I said: hello\nyou said: goodbye\nand nothing more",
        "A is for apple\nAm I a fool\nBe mine",
        "(ooh)\nla la la\n1, 2, 3, 4",
        "All\nSolo\nI wrote these lyrics",
        "Hm Hm\nlove is all",
        "do you like <3 hearts & songs",
        "你说：我爱你\n我说：再见",
    ],
)
def test_what_may_be_sung_stays(text):
    assert clean_lyrics(text) == (text, "")


TIMES = {
    "lrc": f"[ti:Kite]\n[ar:Nobody]\n[offset:-3000]\n[00:12.30]{FIRST}\n[00:15.00]{SECOND}\n",
    "title in brackets": f"[ti:Kite [live]]\n[00:12.30]{FIRST}\n[01:15]{SECOND}",
    "title and singer": f"[ti:Kite]\n[ar:Me]\n[00:00.00]Kite - Me\n[00:01]{FIRST}\n[00:02]{SECOND}",
    "both ends": f"[00:12.30]{FIRST}[00:14.00]\n[00:15.00]{SECOND}[00:17.00]",
    "a time alone": f"0:12\n{FIRST}\n0:15\n{SECOND}",
    "hours": f"[00:00:12.30]{FIRST}\n[01:00:15.00]{SECOND}",
    "several": f"[00:12.30][01:12.30]{FIRST}\n[00:15.00] [01:15.00] {SECOND}",
    "words": f"[00:12.30]<00:12.30>paper <00:12.60>kite above the bay<00:13.0>\n[00:15]{SECOND}",
    "milliseconds": f"[12340,2000]<0,300,0>paper <300,400,0>kite above the bay\n[15000,9]{SECOND}",
    "behind words": "[12340,2000]paper (12340,300)kite (12640,400)above the bay\n"
    f"[15000,9]{SECOND}",
    "comma": f"[00:12,30]{FIRST}\n[00:15,00]{SECOND}",
    "blanks": f"[ 00:12.30]{FIRST}\n[00:15.00 ]{SECOND}",
    "full width": f"[00：12.30]{FIRST}\n［00:15.00］{SECOND}",
    "voices": f"[00:12.30]v1: {FIRST}\n[00:15.00]v2:{SECOND}",
    "background": f"[00:12.30]{FIRST}\n[bg: <00:15.00>{SECOND}]",
    "lrcx": f"[00:12.3]{FIRST}\n"
    f"[00:12.3][tt]<0,0><614,5>\n[00:12.3][tr:de]Drachen\n[00:15]{SECOND}",
    "json": f'{{"t":0,"c":[{{"tx":"作词: "}}]}}\n[00:12.30]{FIRST}\n[00:15.00]{SECOND}',
    "subrip": f"1\n00:00:01,000 --> 00:00:04,000\n<i>{FIRST}</i>\n\n"
    f"2\n00:00:05,000 --> 00:00:08,000\n{SECOND}\n",
    "webvtt": f"WEBVTT\nKind: captions\n\nNOTE mine\n\nfirst\n00:01.000 --> 00:04.000 align:start\n"
    f"<v Me>{FIRST}\n\n00:05.000 --> 00:06.000\n{SECOND}\n",
    "comment": f"[#: mine]\n# another\n[00:12.30]{FIRST}\n[00:15]{SECOND}",
    "round": f"(00:12.30){FIRST}\n(0:15) {SECOND}",
    "curly": f"{{00:12.30}}{FIRST}\n{{00:15.00}}{SECOND}",
    "dots": f"[00.12.30]{FIRST}\n[00.15.00]{SECOND}",
    "negative": f"[-00:01.00]{FIRST}\n[00:02.00]{SECOND}",
    "spans": f"[00:12.30 --> 00:14.00]  {FIRST}\n[00:15.00 - 00:17.00] {SECOND}",
    "behind": f"{FIRST} [00:12.30]\n{SECOND} [00:15.00]\n{FIRST} [00:17]\n".replace(
        f"{FIRST} [00:17]\n", "[00:17.00]"
    ),
    "one line": f"[ti:Kite] [ar:Nobody] [00:12.30]{FIRST} [00:15.00]{SECOND}",
    "separators": f"\ufeff[00:12.30]{FIRST}\u2028\ufeff[00:15.00]{SECOND}\x85[00:17.00]",
    "bars": f"00:12|{FIRST}\n00:15|{SECOND}",
    "seconds": f"12.3\t14.0\t{FIRST}\n15.0\t17.0\t{SECOND}",
    "notes": f"[00:01.00]♪\n[00:12.30]♪ {FIRST} ♪\n[00:15.00]{SECOND} ♫",
    "frames": f"{{10}}{{40}}{FIRST}|{SECOND}",
    "tenths": f"[10][40]{FIRST}\n[50][80]{SECOND}",
    "captions that roll": "WEBVTT\n\n00:01.000 --> 00:02.000\npaper kite<00:01.500><c> above the "
    f"bay</c>\n\n00:02.000 --> 00:02.010\n{FIRST}\n \n\n00:02.010 --> 00:03.000\n{FIRST}\n{SECOND}",
    "ttml": f'<?xml version="1.0"?><tt><head><title>x</title></head><body><p begin="1s">{FIRST}'
    '</p><p begin="3s"><span>string is</span> <span>burning in my hand</span></p></body></tt>',
    "ultrastar": "#TITLE:Kite\n#BPM:300\n: 0 2 5 pa\n: 3 2 5 per\n: 6 3 7  kite above the bay\n"
    "- 10\n* 12 4 5 string\nF 17 2 5  is burning\n: 20 2 5  in my hand\nE\n",
    "ass": "[Script Info]\nTitle: x\n[Events]\n"
    f"Dialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,{FIRST}\n"
    f"Dialogue: 0,0:00:03.00,0:00:04.00,D,,0,0,0,,{{\\i1}}{SECOND}\n",
}


@pytest.mark.parametrize("text", TIMES.values(), ids=TIMES)
def test_times_are_removed(text):
    assert words(text) == [FIRST, SECOND]
    assert words(text.replace("\n", "\r\n")) == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("text", "kept", "left_out"),
    [
        (timed(JAPANESE, ENGLISH), JAPANESE, "Latin letters"),
        (timed(ENGLISH, JAPANESE), ENGLISH, "Japanese letters"),
        (timed(GERMAN, ENGLISH), GERMAN, "English"),
        (timed(GERMAN) + timed(ENGLISH), GERMAN, "English"),  # one after the other
        (timed(JAPANESE, ["furui", "tegami", "kaze"], ENGLISH), JAPANESE, "Latin letters"),
        ("".join(f"[00:0{n}.5]{a}\n[00:0{n}.500]{b}\n" for n, (a, b) in
                 enumerate(zip(JAPANESE, ENGLISH, strict=True))), JAPANESE, "Latin letters"),
        ("".join(f"[00:0{n}.5]{a}\n{b}\n" for n, (a, b) in
                 enumerate(zip(JAPANESE, ENGLISH, strict=True))), JAPANESE, "Latin letters"),
    ],
)  # fmt: skip
def test_the_first_language_is_kept_with_a_remark(text, kept, left_out):
    lyrics = clean_lyrics(text)
    assert words(text) == kept
    assert lyrics.remark == f"of lines in two languages the first are kept, {left_out} left out"


def test_simultaneous_lines_in_the_same_language_are_kept():
    lyrics = clean_lyrics(
        timed(ENGLISH, ["the river runs below", "(waiting)", "of all the people"])
    )
    assert len(lyrics.text.split("\n")) == 6 and not lyrics.remark


def test_occasional_words_in_another_script_are_sung():
    text = timed(JAPANESE * 2) + "[00:01.00](oh my love)\n"
    assert "(oh my love)" in words(text)


NOTHING = [
    *("[Instrumental]", "Instrumental", "(Instrumental)", "[instrumental]\n", "INSTRUMENTAL."),
    *(
        "[00:00.00]纯音乐，请欣赏\n",
        "此歌曲为没有填词的纯音乐，请您欣赏",
        "暂无歌词",
        "インストゥルメンタル",
    ),
    *(
        "lyrics not found",
        "Lyrics not available",
        "No lyrics found.",
        "[au: instrumental]",
        "N/A",
        "nan",
    ),
    *("https://genius.com/x", "www.lyrics.com/kite", "This song is instrumental", "♪♪♪", "[Music]"),
    *(
        "Unfortunately, we are not licensed to display the full lyrics for this song.",
        "- - -",
        "12",
    ),
    *(
        "Инструментал",
        "가사 없음",
        "[00:00.00] 作词 : 无\n[00:01.00] 作曲 : 某人\n",
        "[Intro]\n[Outro]",
    ),
    *("{\\rtf1\\ansi paper kite above\\par string}", "<html><body><p>paper kite</p></body></html>"),
    *("<!DOCTYPE html>\n<title>Kite lyrics</title>paper kite", '{"lyrics": "paper kite"}'),
    "Ripping log\n\nUsed drive : X\nTrack quality 100.0 %\nCopy OK\n",
    "Exact Audio Copy V1.6 from 23. October 2020\n\nEAC extraction logfile\n",
    "Artwork: x\nBarcode: 1\nCatalogue: y\nStudio: z\nTape: w\n",
    "1. Paper Kite 3:45\n2. Above the Bay 4:10\n3. Burning String 2:22\n",
    "d41d8cd98f00b204e9800998ecf8427e *a.flac\n" * 3,
    'FILE "kite.flac" WAVE\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n',
]


@pytest.mark.parametrize("text", NOTHING, ids=lambda text: text[:20])
def test_what_holds_no_words_is_none(text):
    assert clean_lyrics(text).text is None


WITH_NOTES = {
    "headings": f"[Verse 1: Somebody]\n{FIRST}\n[Chorus]\n{SECOND}\n[Bridge x2]\n[Outro][x2]",
    "plain headings": f"Verse 1\n{FIRST}\n\nChorus:\n{SECOND}\n(Chorus x2)\nPart 2:\nRefrain",
    "before a line": f"[Verse 1] {FIRST}\n(Chorus) {SECOND} (x2)",
    "chordpro": "{title: Kite}\n{key: Am}\n[Am]paper [C]kite a[G]bove the bay\n{soc}\n"
    "[F]string is [C/E]burning in my hand\n{eoc}\n",
    "chords above": f"Capo 2\nAm      C       G\n{FIRST}\nF   G7/B  | Csus4 x2\n{SECOND}\n",
    "tablature": f"Tuning: EADGBE\nAm  C\n{FIRST}\ne|--0--2--3--|\nB|--1--3--0--|\n{SECOND}\n",
    "page": f"12 ContributorsKite Lyrics[Verse 1]\n{FIRST}\nYou might also like\n{SECOND}45Embed\n",
    "advert": f"3 ContributorsTranslationsDeutschKite Lyrics\n{FIRST}\nSee Nobody LiveGet tickets "
    f"as low as $51You might also like[Chorus]\n{SECOND}1.2KEmbed",
    "old page": f'"Kite" lyrics\n\n{FIRST}\n{SECOND}\n\nSubmit Corrections\n',
    "titled": f"Kite Lyrics\n{FIRST}\n{SECOND}\nEmbed",
    "credits": f"[00:00.00] 作词 : 某人\n[00:01.00] 作曲 : 某人/某某\n[00:02]编曲：某\n"
    f"[00:12.00]{FIRST}\n[00:13.00]{SECOND}",
    "credits in English": f"Lyrics by: Somebody\nMusic: Nobody\nWritten by A and B\n{FIRST}\n"
    f"{SECOND}\n"
    "© 2001 Kites Ltd. All rights reserved\nhttps://kites.example.com/1",
    "glued page": f"3 ContributorsTranslationsDeutschKite Lyrics“Kite” is a song… Read More\xa0"
    f"{FIRST}\nSee Nobody LiveGet tickets as low as $5You might also like{SECOND}5EmbedShare "
    "URLCopyEmbedCopy",
    "page without number": f"Kite Lyrics[Verse 1]\n{FIRST}\n{SECOND}",
    "corrections": f'"Kite" lyrics\n\nNobody Lyrics\n\n{FIRST}\n{SECOND}\n\nSubmit Corrections\n\n'
    "Thanks to A for correcting these lyrics.\n\nWriter(s): A B, C D",
    "cut off": f"{FIRST}\n{SECOND}\n...\n\n******* This Lyrics is NOT for Commercial use *******\n"
    "(1409618451234)",
    "quoted": f"> {FIRST}\n> {SECOND}",
    "JSON string": f'"{FIRST}\\n{SECOND}"',
    "bytes": f"b'{FIRST}\\n{SECOND}'",
    "URL": f"{FIRST}\n{SECOND}".replace(" ", "%20").replace("\n", "%0A"),
    "editor": f"1 ContributorKite Lyrics\n{FIRST}\n{SECOND}\nYou might also like\n5\nEmbed\n"
    "Cancel\nHow to Format Lyrics:\nType out all lyrics, even repeating song parts",
    "BBCode": f"[i]{FIRST}[/i]\n[color=red]{SECOND}[/color]",
    "stanzas": f"1\n{FIRST}\n\n2\n{SECOND}",
    "empty translations": f"[00:01]{FIRST}\n[00:01]//\n[00:02]{SECOND}\n[00:02]//",
    "HTML twice": f"{FIRST}&lt;br&gt;{SECOND}<!-- not this --> &amp;nbsp;",
    "markup": "paper kite<br>above the bay<br/>".replace("<br>", " ", 1) + SECOND,
    "listed": f"['{FIRST}', '{SECOND}']",
    "escaped": f"{FIRST}\\n{SECOND}",
}


@pytest.mark.parametrize("text", WITH_NOTES.values(), ids=WITH_NOTES)
def test_what_nobody_sings_is_left_out(text):
    assert words(text) == [FIRST, SECOND]


def test_times_without_brackets_are_left_out():
    assert words(f"0:12 {FIRST}\n0:15 {SECOND}\n1:02.5 {FIRST}") == [FIRST, SECOND, FIRST]
    assert words(f"10:15 Saturday night\n{FIRST}\n{SECOND}")[0] == "10:15 Saturday night"


def test_what_only_begins_like_a_list_stays_without_a_warning(recwarn):
    text = "['1bay', \"is\" 5or 6\nabove"
    assert clean_lyrics(text).text == text and not recwarn.list


def test_entities_are_letters():
    assert clean_lyrics("you &amp; me<br>d&eacute;j&agrave; vu").text == "you & me\ndéjà vu"


HOSTILE = [
    "[",
    "[ti:",
    "<a ",
    "词曲",
    "Verse 1",
    "1",
    " ",
    "(x",
    "?",
    "[00:01]",
    "'",
    "[bg: ] ",
    "A ",
    "[Am]",
    "x2 ",
    "|",
    "lyrics ",
    "Embed",
    "<!--",
    "%20",
    "Dialogue:",
    "古(ふ)",
    " / ",
]


@pytest.mark.parametrize("part", HOSTILE)
@pytest.mark.parametrize("start", ["", "[00:01]", "作词", "Verse ", "['"])
def test_no_text_takes_forever(part, start):
    """A pattern that goes back over a text takes hours for these."""
    for text in (start + part * (30_000 // len(part)), (start + part * 100 + "!\n") * 80):
        assert len(clean_lyrics(f"kite {text}").text or "") <= len(text) + 5
        assert len(clean_lyrics(f"{text}kite").text or "") <= len(text) + 4
