"""Texts in any encoding come out as they were written, or not at all."""

import pytest

from hbvae.features.lyric_bytes import decode_text, mend_text

TEXTS = {
    "gbk": "风吹过旧桥边\n我还在等一封信",
    "gb18030": "夜里的灯慢慢熄灭\n你说过会回来",
    "big5": "風吹過舊橋邊\n我還在等一封信",
    "cp932": "古い橋の上で\n手紙を待っている",
    "euc-jp": "夜の灯りが消えていく\n君は帰ると言った",
    "iso2022_jp": "遠い歌が聞こえる",
    "euc-kr": "오래된 다리 위에서\n편지를 기다려요",
    "cp1251": "ветер над старым мостом\nжду письма от тебя",
    "koi8-r": "ветер над старым мостом\nжду письма от тебя",
    "cp1253": "άνεμος πάνω από την παλιά γέφυρα\nπεριμένω ένα γράμμα σου",
    "cp1255": "רוח מעל הגשר הישן\nאני מחכה למכתב ממך",
    "cp1256": "ريح فوق الجسر القديم\nأنتظر رسالة منك",
    "cp874": "ลมพัดผ่านสะพานเก่า\nฉันยังรอจดหมายจากเธอ",
    "cp1252": "über die alte Brücke\nweht ein Wind",
    "cp1250": "wiatr wieje nad starym mostem\ngasną nocne światła, śpię",
    "cp1254": "eski köprünün üstünde rüzgar\ngecenin ışıkları sönüyor",
    "cp1257": "vėjas pučia virš seno tilto\nlaukiu tavo laiško",
    **dict.fromkeys(["utf-8", "utf-8-sig", "utf-16", "utf-32"], "নদীর ঘাটে\nover the bridge 風"),
    **dict.fromkeys(["utf-16-le", "utf-16-be", "utf-32-le"], "over the old bridge\n風が吹いて\n"),
}


@pytest.mark.parametrize("is_timed", [False, True], ids=["plain", "with times"])
@pytest.mark.parametrize("encoding", TEXTS)
def test_a_text_comes_out_as_it_was_written(encoding, is_timed):
    lines = TEXTS[encoding].split("\n")
    text = "\n".join(f"[00:1{n}.00]{line}" if is_timed else line for n, line in enumerate(lines))
    assert decode_text(text.encode(encoding)) == text


@pytest.mark.parametrize("word", ["über", "mañana", "café olé", "Ça va", "l’été", "I’m here"])
def test_one_accent_is_no_other_script(word):
    assert decode_text(word.encode("cp1252")) == word


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(200)),
        b"PK\3\4" + bytes(99),
    ],
    ids=["all bytes", "picture", "archive"],
)
def test_what_is_no_text_has_none(data):
    assert decode_text(data) is None


def test_a_damaged_letter_costs_no_more_than_itself():
    whole = "风吹过旧桥边我还在等一封信".encode()
    assert decode_text(whole[:-1]) == "风吹过旧桥边我还在等一封"


@pytest.mark.parametrize("read_as", ["cp1251", "gb18030", "latin-1"])
def test_utf_8_that_was_read_as_something_else_is_put_right(read_as):
    text = "ветер над старым мостом, жду письма от тебя"
    assert mend_text(text.encode().decode(read_as)) == text


@pytest.mark.parametrize("encoding", ["cp1251", "gbk", "cp932", "euc-kr", "big5"])
def test_another_script_that_was_read_as_latin_1_is_put_right(encoding):
    text = TEXTS[encoding]
    assert mend_text(text.encode(encoding).decode("latin-1")) == text


@pytest.mark.parametrize(
    "text",
    ["plain words", "Überraschung, été, niño, smørrebrød, ÅÄÖ", "古い橋", "Þú ert ást mín, já"],
)
def test_other_texts_stay(text):
    assert mend_text(text) == text


@pytest.mark.parametrize(
    "text", ["???? ??? ?????? kite", "\ufffd\ufffd\ufffd kite", "锟斤拷锟斤拷"]
)
def test_letters_that_are_lost_are_no_text(text):
    assert mend_text(text) is None
