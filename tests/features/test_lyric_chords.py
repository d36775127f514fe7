"""Chords and tablature are left out; short words and sung letters are not taken for them."""

import pytest

from hbvae.features.lyric_text import clean_lyrics

A, B, C = (
    "paper kite above the bay",
    "string is burning in my hand",
    "every night I hear you calling",
)
WITH_CHORDS = {
    "each line": f"   Am        F\n{A}\n   C         G\n{B}",
    "one each": f"Em\n{A}\nG\n{B}\nD7\n{C}",
    "complex": f"Cmaj7  Dm7b5  G7#9  Am/E\n{A}\nF#m7   Bsus4  E7(b9)  A6/9\n{B}",
    "flats": f"B♭   E♭   F♯m\n{A}\nC♯m7  A♭\n{B}",
    "German": f"H7     Em   Hm\n{A}\nCis   Fis  As\n{B}",
    "solfege": f"Lam     Fa    Do   Sol\n{A}\nRem  Mi7\n{B}",
    "capital solfege": f"DO  SOL  LAm  FA\n{A}\nREm  SOL7\n{B}",
    "bars": f"|G  |D  |Em  |C  |\n{A}\n||: Am | F :||\n{B}",
    "commas and dashes": f"Am - F - C - G\n{A}\nAm, F, C, G\n{B}",
    "labels": f"Intro: Am F C G\n\n{A}\nOutro  Am  F  C\n{B}\n[Solo] Am F (x2)",
    "in brackets": f"[Am]      [F]\n{A}\n[C]     [G]\n{B}",
    "in round ones": "(Am)paper (F)kite above the bay\n(C)string is (Em)burning in my hand",
    "no chord": f"N.C.\n{A}\nAm  F\n{B}",
    "diagrams": f"Am x02210\nF  133211\nC: x32010\n\n{A}\n{B}",
    "chordpro": "{title: Kite}\n# mine\n{c: Intro} [Am] [F]\n[Am]paper kite [H7]above the bay\n"
    "{comment: softly}\n[Fis]string is [C]burning in my hand\n",
    "opensong": f"[V1]\n.Am      F\n {A}\n.C    G\n {B}",
    "site": f"[ch]Am[/ch]   [ch]F[/ch]\n[tab]{A}[/tab]\n[ch]C[/ch]\n{B}\nDifficulty: novice",
    "capo": f"Capo III\n(Capo: 3)\nTuning: E A D G B E\nAm F\n{A}\n{B}",
    "tablature": f"e|-----0-----|\nB|---1---1---|\nE ||--12h15p12--|\n|-0-------|\n{A}\n{B}",
    "drums": f"HH|x-x-x-x-x-x-x-x-|\nS |----o-------o---|\n{A}\n{B}",
}


@pytest.mark.parametrize("text", WITH_CHORDS.values(), ids=WITH_CHORDS)
def test_chords_are_left_out(text):
    words = [" ".join(line.split()) for line in clean_lyrics(text).text.split("\n") if line]
    assert words == [A, B, C][: len(words)] and len(words) > 1


@pytest.mark.parametrize("text", ["Am F C G\nAm F C G", "e|--0--|\nB|--1--|\nG|--0--|"])
def test_chords_alone_are_no_lyrics(text):
    assert clean_lyrics(text).text is None


SUNG = """
A man/Am I/A girl/Be mine | A B C/easy as one two three/D E F | A-B-C/1-2-3/baby you and me
Am Fenster stehst du/Am Abend/Am Meer | Do re mi/fa so la ti/Do re mi fa so | Do/Re/Mi/Fa
La/La la/La la la | Sol y mar/Sol/La mar | Mi mi mi/si si si | Y M C A/it's fun to stay
G G G baby/G G G/the boys | E/Em/Emma | A/E/I/O/U/vocales son | B/I/N/G/O/was his name
Dm me tonight/F it all | R-E-S-P-E-C-T/find out | Bad/Bad Dad | (A)/(B)/(C)/start again
E se domani/A te/E poi | Hm hm hm/Hmm/love | C'mon/Go/Do/Be | Ad astra/A deo/A
""".replace("\n", " | ")


@pytest.mark.parametrize("text", [part.strip() for part in SUNG.split(" | ") if part.strip(" |")])
def test_letters_that_are_sung_stay(text):
    text = text.replace("/", "\n")
    assert clean_lyrics(text) == (text, "")
