"""Lines that nobody sings are left out, in many languages; those that only look so stay."""

import pytest

from hbvae.features.lyric_text import clean_lyrics

SUNG = [
    "I walked along the harbour in the rain", "nobody was waiting at the door",
    "the radio was playing our old song", "and I have not been home for years",
]  # fmt: skip
TOP, END = "\n".join(SUNG[:2]), "\n".join(SUNG[2:])
HEADINGS = """
[Verse 1: Somebody & Else] | (Verse 1) | Verse One: | 1st Verse | Second Verse: | Verse II
Verse No. 2 | Chorus x2 | CHORUS (2X) | (Chorus repeats) | ~Chorus~ | --- Chorus ---
# Chorus | **[Verse 1]** | {Chorus} | Final Chorus | Chorus - Repeat | Repeat Chorus twice
(Repeat 2x) | Repeat to fade | x2 | (bis) | [x4] | Verse 1 (Somebody) | Chorus (Somebody):
Middle 8 | Verse/Chorus | (musical interlude) | (fade) | Back to Chorus | Pre-Chorus:
Hook x2 | Rap: | (Bridge:) | 1. Strophe | 2.Strophe | Kehrreim: | [Zwischenspiel]
Refrain (2x) | 1er couplet | 2ème couplet | Refrain : | Estribillo (x2) | Coro (x2) | (Coro)
Estrofa 1 | Refrão: | Estrofe 1 | Ritornello: | (Rit.) | Ref.: | Refren: | 1. zwrotka
Refrén: | 1. sloka | Nakarat: | Refräng: | Omkvæd: | Kertosäe: | Припев: | [Припев]
2-й куплет | Второй куплет: | Припев (2 раза) | Припев х2 | (2 раза) | Приспів: | (соло)
【副歌】 | 副歌： | 《副歌》 | （合唱） | 主歌1 | 間奏 | （間奏） | [サビ] | Bメロ | (간주중)
후렴: | 1절 | [후렴] | Ρεφρέν: | פזמון: | Điệp khúc: | ĐK: | Reff: | অন্তরা: | मुखड़ा: | अंतरा 1
Chorus 合唱 | (1) | 2. | Verse 3 / Outro | Outro Chorus | Rap verse: | Couplet n°1
(Music plays) | (laughs) | Рефрен: | 〈サビ〉
"""
ENDS = (
    "(x2) | x2 | (2X) | [x2] | (×2) | (bis) | (3 times) | (2 раза) | х2 | (2 fois) | (repeat) | :|"
)
CREDITS = """
Lyrics by: A. Body | Written by A, B & C | (Words and music by Somebody) | Writer(s): A, B
Composer(s): A | Lyrics/Music: A | Lead vocals: A;Backing vocals: B
Recorded by: A;Mixed by: B;Studio: C | Title: Kite;Artist: A | Text und Musik: A
Musik: A;Text: B | Paroliers : A / B | Paroles et musique : A | Letra e Música: A | Testo: A
Słowa: A;Muzyka: B | Слова: А;Музыка: Б | Автор текста: А | Hudba: A;Slova: B
Söz: A;Müzik: B | Zene: A | Στίχοι: Α;Μουσική: Β | מילים: א;לחן: ב | كلمات: ا;ألحان: ب
작사, 작곡: 누구 | 작사: 누구;편곡: 누구 | Sáng tác: A
作词：某;作曲：某;和声编写：某;联合出品：某 | 作詞・作曲・編曲：某 | 作詞 某;作曲 某
কথা ও সুর: কেউ | गीतकार: अ;संगीत: ब | Lyrics transcribed by Nobody
Published by Kite Music;Used by permission. | © 1999 Kites (ASCAP);℗ 1999
Thanks to A, B for correcting these lyrics. | Lyrics courtesy of A | LRC by nobody
"""
STAYS = """
Chorus of angels/singing all night/bridge over water
This is the intro to my life/no chorus here | To the chorus of birds/A bridge
1/2/3/4/I declare | Instrumental to me/you are | Verse chorus verse/is all I know
One more chorus/and I'll go home | Repeat/after me/repeat, repeat | Solo/solo otra vez/solo tú
Coro/de voces en la noche | All/for one | Part of me/Part of you | Fade/fade away
Written in the stars/produced by love | Words by the dozen/music by the sea
By the rivers/by your side | Text me/text: I miss you/call me | Text: mein Herz singt/weiter
Music: it's my life/it never ends
He said: go away/She said: never/I said: maybe so/They said: stay
Monday: blue/Tuesday: grey/Friday: love | 我说：你好/你说：再见/他问：为什么
爱：一个字/恨：一个字/够了 | 歌を歌おう/曲が終わる | 词不达意/曲终人散 | Share/your love/share
Cancel/my plans/cancel me | Read more/books/live more | Genius/you're a genius
I hold the copyright on your heart/and the license | 5 AM/6 PM/24/7 of love
Twice/you broke my heart twice | the end/The End/my only friend
x marks the spot/I love you xx | 1, 2, 3, 4/5, 6, 7, 8/my boot
"""


def parts(text):
    return [part.strip() for part in text.replace("\n", " | ").split(" | ") if part.strip(" |")]


def lines(text):
    return [line for line in (clean_lyrics(text).text or "").split("\n") if line]


@pytest.mark.parametrize("heading", parts(HEADINGS))
def test_a_heading_is_left_out(heading):
    assert lines(f"{TOP}\n\n{heading}\n{END}") == SUNG


@pytest.mark.parametrize("end", parts(ENDS))
def test_how_often_a_line_is_sung_is_left_out(end):
    assert lines(f"{SUNG[0]} {end}\n{TOP}\n{END}") == [SUNG[0], *SUNG]


@pytest.mark.parametrize("credit", parts(CREDITS))
@pytest.mark.parametrize("is_above", [True, False], ids=["above", "below"])
def test_credits_are_left_out(credit, is_above):
    credit = credit.replace(";", "\n")
    text = f"{credit}\n\n{TOP}\n{END}" if is_above else f"{TOP}\n{END}\n\n{credit}"
    assert lines(text) == SUNG


@pytest.mark.parametrize("credit", ["词：某 曲：某", "词Lyrics：某", "纸鸢 - 某\n词：某\n编：某"])
def test_short_credits_are_recognised_only_above_the_words(credit):
    assert lines(f"{credit}\n{TOP}\n{END}") == SUNG
    assert credit.split("\n")[-1] in lines(f"{TOP}\n{END}\n{credit}")


@pytest.mark.parametrize("text", parts(STAYS))
def test_what_may_be_sung_stays(text):
    text = text.replace("/", "\n")
    assert clean_lyrics(text) == (text, "")


def test_left_out_lines_have_one_remark():
    text = f"[Verse]\n{TOP}\n[Chorus]\n{END}\n© 2001 Nobody"
    assert clean_lyrics(text).remark == "headings, chords, credits or notes are left out"
    assert clean_lyrics(f"[00:01.00]{TOP}").remark == ""
