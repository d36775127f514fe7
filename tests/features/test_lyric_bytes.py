"""Texts in any encoding come out as they were written, or not at all."""

import random
import re

import pytest

from hbvae.features.lyric_bytes import decode_text, repair_text

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
    "cp866": "ветер над старым мостом\nжду письма от тебя",
    "cp850": "le vent souffle à la fenêtre\nles lumières de la nuit s'éteignent, ça va",
    "cp437": "über die alte Brücke\nweht ein Wind, er verlöscht",
    "mac-roman": "le vent souffle à la fenêtre\nles lumières de la nuit s'éteignent, ça va",
    "hz": "风吹过旧桥边\n我还在等一封信",
    "utf-7": "grün ist die Brücke\nälter als die Zeit, schön wie früher",
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
def test_an_accent_is_not_another_script(word):
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
    complete = "风吹过旧桥边我还在等一封信".encode()
    assert decode_text(complete[:-1]) == "风吹过旧桥边我还在等一封"


@pytest.mark.parametrize("read_as", ["cp1251", "gb18030", "latin-1"])
def test_utf_8_that_was_read_as_something_else_is_put_right(read_as):
    text = "ветер над старым мостом, жду письма от тебя"
    assert repair_text(text.encode().decode(read_as)) == text


@pytest.mark.parametrize("encoding", ["cp1251", "gbk", "cp932", "euc-kr", "big5"])
def test_another_script_that_was_read_as_latin_1_is_put_right(encoding):
    text = TEXTS[encoding]
    assert repair_text(text.encode(encoding).decode("latin-1")) == text


@pytest.mark.parametrize(
    "text",
    ["plain words", "Überraschung, été, niño, smørrebrød, ÅÄÖ", "古い橋", "Þú ert ást mín, já"],
)
def test_other_texts_stay(text):
    assert repair_text(text) == text


@pytest.mark.parametrize(
    "text", ["???? ??? ?????? kite", "\ufffd\ufffd\ufffd kite", "锟斤拷锟斤拷"]
)
def test_letters_that_are_lost_are_no_text(text):
    assert repair_text(text) is None


@pytest.mark.parametrize("ending", [b"\0", b"\0\0\0", b"\x1a", b"\n\0\x1a"])
def test_padding_of_old_programs_is_removed(ending):
    assert decode_text("über der Brücke".encode() + ending).strip() == "über der Brücke"


def test_a_broken_byte_in_a_short_utf_8_text():
    data = "über die alte Brücke weht Föhn, später".encode()
    assert (
        decode_text(data.replace(b"\xc3\xbc", b"\xc3", 1))
        == "ber die alte Brücke weht Föhn, später"
    )


def test_some_bytes_with_a_nul_are_no_utf_16():
    assert decode_text(b"\x1f\x8b\x08\x00" + bytes(range(1, 200))) is None


SPOILT = {
    "single lines": ("über die Brücke\nich warte fÃ¼r dich", "über die Brücke\nich warte für dich"),
    "twice": (
        "Ã\u0083Â¼ber die BrÃ\u0083Â¼cke, nur fÃ\u0083Â¼r dich",
        "über die Brücke, nur für dich",
    ),
    "quotes": ("I donâ€™t know â€“ no", "I don’t know – no"),
    "kana as Chinese": ("屆偄嫶偺忋偱\n庤巻傪懸偭偰偄傞", "古い橋の上で\n手紙を待っている"),
    "with damage": ("椋庡惞杩囨棫妗ヨ竟\n鎴戣繕鍦ㄧ瓑涓\ufffd灏佷俊", "风吹过旧桥边\n我还在等封信"),
}


@pytest.mark.parametrize(("spoilt", "written"), SPOILT.values(), ids=SPOILT)
def test_a_text_that_was_spoilt_in_part_or_twice_is_put_right(spoilt, written):
    assert repair_text(spoilt) == written


SHORT = {
    "cp1250": ["čakám na tvoj list, ľúbim ťa", "śpię", "zhasínají noční světla"],
    "cp1251": ["жду письма от тебя", "чекаю твого листа, їдь"],
    "cp1254": ["mektubunu bekliyorum hâlâ, şehir uyuyor"],
    "cp1252": ["ég bíð eftir bréfi þínu", "één voor één", "älä lähde", "l’été… déjà – oui", "über"],
    "cp932": ["古い橋の上で"],
    "gb18030": ["风吹过旧桥边"],
}


@pytest.mark.parametrize(
    ("encoding", "text"), [(name, text) for name, texts in SHORT.items() for text in texts]
)
def test_a_single_line_shows_its_encoding(encoding, text):
    assert decode_text(text.encode(encoding)) == text


def test_an_encoding_that_gives_signs_in_words_is_not_taken():
    assert decode_text("手紙を待っている".encode("cp932")) is None  # chardet: Hebrew and Greek


def test_random_bytes_cause_no_warning(recwarn):
    draw = random.Random(0)
    for _ in range(500):
        data = bytearray(b"paper kite above the bay"[: draw.randint(2, 24)])
        for _ in range(draw.randint(1, 3)):
            data[draw.randrange(len(data))] = draw.randrange(128, 256)
        text = decode_text(bytes(data))
        assert text is None or not re.search("[\x80-\x84\x86-\x9f]", text)
    assert not recwarn.list
