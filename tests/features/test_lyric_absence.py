"""Texts in the place of lyrics that say that there are none; short lyrics that only sound so."""

import pytest

from hbvae.features.lyric_text import clean_lyrics

NOTHING = """
[Instrumental] | *Instrumental* | ~ instrumental ~ | Instrumental - no lyrics
(instrumental track) | No lyrics (instrumental) | This song is an instrumental
This track has no lyrics. | 【Instrumental】 | There are no lyrics to this song
This song does not have lyrics. | (wordless) | [Non-lyrical vocals]
We don't have the lyrics for Kite yet. | Couldn't find lyrics | Oops! Lyrics not found.
♫ Instrumental ♫ | Lyrics could not be found | Failed to fetch lyrics
Be the first to add lyrics | Login to see lyrics | 此歌曲为没有填词的纯音乐，请您欣赏 | 轻音乐
暂时没有歌词 | 歌词未找到 | 沒有歌詞 | 找不到歌词 | 本曲为纯音乐 | インスト曲
歌詞はありません | この曲に歌詞はありません | 歌詞が登録されていません | (연주곡)
가사가 없습니다 | 이 곡은 연주곡입니다 | 가사를 찾을 수 없습니다 | Нет текста | Інструментал
Инструментальная версия | Слов нет | Музыка без слов | Strumentale | (brano strumentale)
Nessun testo | Instrumentální skladba | Utwór instrumentalny | Tekst niedostępny
Morceau instrumental | Paroles introuvables | Sans paroles | Canción instrumental
No hay letra | Faixa instrumental | Letra indisponível | Enstrümantal | Sözsüz
Şarkı sözü yok | Instrumentaalinen | Ingen text | Geen tekst | Dieses Lied hat keinen Text
Kein Songtext | Ορχηστρικό | Δεν υπάρχουν στίχοι | קטע כלי | אין מילים | موسيقى فقط | بی کلام
บรรเลง | ไม่มีเนื้อเพลง | Nhạc không lời | Hòa tấu | Tidak ada lirik | যন্ত্রসঙ্গীত | ইন্সট্রুমেন্টাল
वाद्य संगीत | Hangszeres | Nincs szöveg | Nema teksta | Няма текст | Fără versuri | Brak słów
Bez slov | lyrics: https://a.example.org | © 2011 Nobody Music | Lyrics licensed by LyricFind
Provided to YouTube by Nobody | @nobody_sings | BGM | Restricted Lyrics | Track 01
d41d8cd98f00b204e9800998ecf8427e *a.flac | [Intro] [Instrumental] [Outro]
""".replace("\n", " | ")
SUNG = """
No words/can tell you/how I feel | You were instrumental/to my fall | Unknown/to me
Nothing/compares | Error 404/love not found/sorry baby | Sorry/seems to be/the hardest word
None/of your business | Music/sweet music | Silence/hello darkness
Lyrics/are all I have/lyrics of love | there are no lyrics/for you
我没有歌词可以写给你/只有这首旋律/陪着你 | 没有歌词的歌/你听得懂 | 伴奏响起/我开口唱
歌詞のない歌を/歌うよ/君に | 가사 없는 노래를/부르고 있어 | без слов/ты поймёшь/меня
kein Text/kein Ton/nur du | sin letra/sin ti | Yeah! | sans paroles/sans toi/sans rien
Ohne Worte/ganz ohne Worte | Test/of time/testing | I was lost/and not found
""".replace("\n", " | ")


def parts(text):
    return [part.strip() for part in text.split(" | ") if part.strip(" |")]


@pytest.mark.parametrize("text", parts(NOTHING))
def test_a_text_that_says_so_is_no_lyrics(text):
    assert clean_lyrics(text).text is None
    assert clean_lyrics(f"[00:00.00]{text}\n[00:05.00]").text is None


@pytest.mark.parametrize("text", parts(SUNG))
def test_short_lyrics_stay(text):
    text = text.replace("/", "\n")
    assert clean_lyrics(text) == (text, "")


def test_an_instrumental_with_credits_has_no_words():
    text = "[00:00.00] 作曲 : 某人\n[00:01.00] 编曲 : 某人\n[00:05.00]纯音乐，请欣赏"
    assert clean_lyrics(text).text is None


def test_that_a_part_is_instrumental_costs_no_other_line():
    text = "paper kite\n(Instrumental break)\nabove the bay\nInstrumental\n[Guitar Solo]\nstring"
    assert clean_lyrics(text).text == "paper kite\nabove the bay\nstring"
