"""Of lyrics in two languages the first is kept, where the second is a translation by its place."""

import pytest

from hbvae.features.lyric_text import clean_lyrics

ENGLISH = [
    "over the old bridge", "I am waiting for your letter", "the wind is blowing again",
    "lights of the night go out",
]  # fmt: skip
SONGS = {
    "Japanese": ["古い橋の上で", "手紙を待っている", "夜空", "夜の灯りが消えていく"],
    "Korean": [
        "오래된 다리 위에서",
        "편지를 기다려요 baby",
        "바람이 불어와",
        "밤의 불빛이 꺼져 가네",
    ],
    "Chinese": ["风吹过旧桥边", "我还在等一封信", "夜里的灯慢慢熄灭", "你说过会回来"],
    "Russian": ["ветер над старым мостом", "жду письма от тебя", "ночь гасит огни", "а я жду"],
    "Arabic": ["ريح فوق الجسر القديم", "أنتظر رسالة منك", "أضواء الليل تنطفئ", "يا ليل"],
    "Thai": ["ลมพัดผ่านสะพานเก่า", "ฉันยังรอจดหมาย", "แสงไฟในคืนนี้", "เธอไม่กลับมา"],
}
ROMANISED = ["furui hashi no ue de", "tegami o matte iru", "yozora", "akari ga kiete iku"]
SPANISH = [
    "el viento sobre el viejo puente", "espero tu carta cada mañana",
    "las luces de la noche se apagan", "y nadie vuelve a casa conmigo",
]  # fmt: skip


def joined(form, *columns, between="\n"):
    return between.join(form.format(*row) for row in zip(*columns, strict=True))


WAYS = {
    "below": lambda ours: joined("{}\n{}", ours, ENGLISH),
    "below, in pairs": lambda ours: joined("{}\n{}", ours, ENGLISH, between="\n\n"),
    "below, in brackets": lambda ours: joined("{}\n({})", ours, ENGLISH),
    "below, behind headings": lambda ours: "[Verse]\n" + joined("{}\n{}", ours, ENGLISH),
    "slash": lambda ours: joined("{} / {}", ours, ENGLISH),
    "tab": lambda ours: joined("{}\t{}", ours, ENGLISH),
    "bar": lambda ours: joined("{} | {}", ours, ENGLISH),
    "brackets": lambda ours: joined("{} ({})", ours, ENGLISH),
    "wide brackets": lambda ours: joined("[00:0{2}]{0}（{1}）", ours, ENGLISH, range(4)),
    "later times": lambda ours: joined("[00:0{2}.5]{0}\n[00:0{2}.6]{1}", ours, ENGLISH, range(4)),
    "a heading": lambda ours: "\n".join([*ours, "", "English translation:", *ENGLISH]),
    "two headings": lambda ours: "\n".join(["[Original]", *ours, "[Translation]", *ENGLISH]),
    "subtitles": lambda ours: joined(
        "00:0{2},000 --> 00:0{2},900\n{0}\n{1}\n", ours, ENGLISH, range(4)
    ),
}


@pytest.mark.parametrize("ours", SONGS.values(), ids=SONGS)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_translation_is_left_out_wherever_it_stands(way, ours):
    lyrics = clean_lyrics(way(ours))
    assert [line for line in lyrics.text.split("\n") if line] == ours
    remark = "of lines in two languages the first are kept, Latin letters left out"
    assert remark in lyrics.remark.split("; ")


@pytest.mark.parametrize(
    "form", ["{}\n{}\n{}\n", "[00:0{3}]{0}\n[00:0{3}]{1}\n[00:0{3}]{2}"], ids=["lines", "times"]
)
def test_letters_and_translation_below_each_line(form):
    ours = SONGS["Japanese"]
    lyrics = clean_lyrics(joined(form, ours, ROMANISED, ENGLISH, range(4)))
    assert [line for line in lyrics.text.split("\n") if line] == ours


def test_letters_that_stand_above_what_they_mean():
    lyrics = clean_lyrics(joined("{}\n{}\n{}\n", ROMANISED, SONGS["Korean"], ENGLISH))
    assert [line for line in lyrics.text.split("\n") if line] == ROMANISED
    assert "Hangul letters left out" in lyrics.remark


def test_two_languages_with_the_same_script():
    for text in (
        joined("{}\n{}", SPANISH, ENGLISH),
        "\n".join([*SPANISH, "Translation", *ENGLISH]),
    ):
        lyrics = clean_lyrics(text)
        assert lyrics.text.split("\n") == SPANISH
        assert "English left out" in lyrics.remark


def test_sections_of_letters():
    ours = SONGS["Korean"]
    text = "\n".join(["Hangul:", *ours, "", "Romanization:", *ROMANISED, "Translation:", *ENGLISH])
    assert clean_lyrics(text).text.split("\n") == ours


def test_character_readings_are_left_out():
    assert clean_lyrics("古(ふる)い橋(はし)の上(うえ)で").text == "古い橋の上で"
    assert clean_lyrics("<ruby>古<rt>ふる</rt></ruby>い橋の上で").text == "古い橋の上で"


KOREAN, JAPANESE = SONGS["Korean"], SONGS["Japanese"]
BOTH_SUNG = {
    "a chorus in English": [*KOREAN, "Baby don't go", "I need you", *KOREAN, "Baby don't go"],
    "lines in English": [KOREAN[0], "I'm waiting", KOREAN[1], KOREAN[2], "don't go", KOREAN[3]],
    "halves": [*JAPANESE, "Fly away to the sky", "Never look back", "Take my hand", "Forever me"],
    "a line in English each third": [*KOREAN[:2], "Oh baby baby", *KOREAN[2:], "Oh baby baby"] * 2,
    "an echo": [KOREAN[0] + " (baby)", KOREAN[1], KOREAN[2] + " (oh my love)", KOREAN[3]],
    "two languages": ["Oye mi amor", "come here baby", "quiero bailar", "all night", "contigo"],
    "short answers": ["Hello", "bonjour", "my love", "mon amour", "come here", "viens"],
    "echoes": ["Hello (hello)", "is there (is there)", "anybody (anybody)"],
    "signs": ["yes / no", "left / right", "up / down", "red | green", "A - Z"],
    "heading sung": ["Lost in translation", "translation", "of my heart", "is you"],
}  # fmt: skip


@pytest.mark.parametrize("lines", BOTH_SUNG.values(), ids=BOTH_SUNG)
def test_a_second_language_that_is_sung_stays(lines):
    assert clean_lyrics("\n".join(lines)) == ("\n".join(lines), "")
