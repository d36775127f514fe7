"""Recognising texts that state, in many languages, that a song has no lyrics."""

import re
import unicodedata

from hbvae.features.lyric_phrases import ADDRESSES, either

LONGEST = 160  # letters of such a text

# A short text of only these words, in any order, states it: "This track has no lyrics".
_PLAYED = re.compile(
    either(
        r"instrument[aá]a?l\w{0,12}|strumental[ei]|instrumentti|enstr[uü]mantal\w{0,3}|hangszeres",
        r"[иі]нструментал\w{0,8}|ορχηστρικ\w{1,3}|инструментал|wordless|non-?lyrical|sözsüz",
    )
)
_LYRICS_TERMS = """
    lyrics lyric words vocals vocal singing text texts liedtext songtext songtexte letra letras
    paroles parole testo testi tekst tekstu teksty teksta texty texter låttext szöveg dalszöveg
    słów słowa slov slova текст текста тексту тексты слов слова слів lirik lyrik lời sözler söz
    sözleri στίχοι στίχους στίχων מילים كلمات کلام متن sanoja sanat sanoitus sanoituksia textu
    sözü versuri лирика лирики gesang vokal vokale
"""
_LYRICS = frozenset(_LYRICS_TERMS.split())
_NEGATIONS = """
    no not none without missing unavailable unknown don't doesn't didn't can't cannot couldn't
    isn't aren't wasn't non sin sem não nao sans pas aucune aucun senza ohne kein keine keinen
    brak bez нет без не немає отсутствует отсутствуют nema není nincs inga ingen geen ei yok
    değil tidak belum tanpa không chưa χωρίς δεν אין ללא بدون بی لا لايوجد indisponible
    indisponibles indisponível introuvable introuvables niedostępny nie nicht nessun nessuna
    няма неизвестен неизвестны fără failed
"""
_NOT = frozenset(_NEGATIONS.split())
_OTHER_TERMS = """
    this the a an that it its there is are was were be been has have had having does do did for
    to of on in at by with and or yet still any all only purely fully completely entirely just
    simply song track piece music tune version recording composition title theme part we i sorry
    unfortunately oops looks like currently moment time present now available found find get
    display show provided exist exists contain contains added listed here these pure canción
    cancion tema pista faixa música musica morceau titre chanson piste brano canzone pezzo
    traccia lied stück titel dieses dieser diesen ist ein eine für zu vorhanden verfügbar
    gefunden disponible disponibles disponível disponibile disponibili trouvée trouvées
    encontrada encontrado trovato trovati utwór utworu piosenka piosenki muzyka hudba skladba
    музыка музика композиция композиції песня песни песне трек версия пісні найден найдены
    знайдено этой эта доступен jest es de la le les el il per para pour du een nummer deze dit
    låt låten denna till lagu tersedia ada bài hát có nhạc şarkı bu için mevcut bulunamadı
    dostupný dostupan pjesma skladby one fetch error hat beschikbaar znaleziono hay há esta esse
    löytynyt υπάρχουν musik müzik müziği zene sadece композиція версія 연주곡 מוזיקה
"""
_BESIDE = frozenset(_OTHER_TERMS.split())
_NOTHING = re.compile(
    either(
        # written by programs and sites
        r"lyrics?(?:\s(?:for|to|of)\s.{1,60})?\s(?:is\s|are\s|were\s|could\s)?"
        r"(?:not\s|un)(?:be\s)?(?:found|available|known|licensed)(?:\s.{0,60})?",
        r"(?:sorry|we are sorry|unfortunately|oops)\b.*\blyrics\b.*",
        r"(?:looks like |it seems )?(?:we |i )?(?:do(?:es)?n't|do(?:es)? not|didn't|did not|"
        r"couldn't|could not|can't|cannot|unable to)"
        r" (?:have|find|get|fetch|retrieve|locate)(?: \w+){0,3}"
        r" lyrics?\b.*",
        r".*\bnot (?:licensed|authorized|authorised|in a position) to (?:display|show)\b.*",
        r".*\bnot authorized to show\b.*|restricted lyrics",
        r"lyrics for this song have yet to be (?:released|transcribed).*",
        r"(?:this song|it) (?:is|has) (?:not|yet to be|not been)\b.{0,20}\btranscribed.*",
        r"(?:be the first to )?(?:add|submit|contribute|upload) (?:the |your )?lyrics.*",
        r"(?:log|sign) ?in to (?:see|view|read)\b.*",
        r"lyrics?(?:\s(?:here|coming soon|pending|removed|text))?|coming soon",
        "(?:error )?404(?: (?:page )?not found)?",
        "(?:page )?not found|not available|unavailable|unknown|empty|test|todo|tb[ad]",
        r"nil|nan|none|null|n/?a|undefined|false|no|music(?:\splaying)?|untitled|silence|applause|humming|whistling|bgm|vocali[sz]ing",
        r"track \d+|@\w{2,40}|lorem ipsum.*|(?:[0-9a-f]{8} ?){8,10}",
        "s[ie][nm] letra|instrumental(?:e)?.? (?:no|sin|sem|sans|senza|ohne|tanpa) .{1,20}",
        # in languages without spaces, or in few words
        r".{0,12}(?:纯音|純音|轻音乐|輕音樂|没有填词|沒有填詞|无人声).{0,12}|伴奏|器[乐樂]曲?|演奏曲?|[无無][词詞]",
        r".{0,10}(?:[暂暫尚还還找]|[無无没沒未]).{0,5}歌[词詞](?:[,，。 ]?[请請敬等].{0,6})?",
        r"歌[词詞].{0,4}[未没沒不无無缺暂暫].{0,6}",
        r".{0,10}歌詞.{0,4}(?:なし|無し|ありません|ない|見つかりません|登録).{0,8}",
        r".{0,8}インスト(?:ゥルメンタル|ルメンタル|ゥルメント)?(?:曲|版|・?バージョン)?(?:です)?",
        r".{0,10}가사.{0,9}(?:없|미등록|등록되지|준비).{0,6}|.{0,14}(?:연주곡|경음악)(?:입니다)?",
        "(?:.{0,6} )?(?:קטע כלי|אינסטרומנטלית?)|موسيقى(?: فقط| بدون .{1,10})?|موسیقی|معزوفة.{0,10}",
        "(?:آهنگ )?بی ?کلام",
        "(?:เพลง)?บรรเลง|.{0,10}ไม่มีเนื้อ(?:ร้อง|เพลง).{0,10}",
        "যন্ত্রসঙ্গীত|যন্ত্রসংগীত|ইন্সট্রুমেন্টাল|ইনস্ট্রুমেন্টাল|वाद्य(?:[ -]?(?:संगीत|यंत्र))?",
        "(?:nhạc )?(?:hòa|hoà) tấu|কথা নেই|οργανικό|इंस्ट्रुमेंटल",
    ),
    re.I,
)
SURELY_NOTHING = either(  # in any line
    r".*(?:纯音乐|純音樂|没有填词|暂无歌词|暫無歌詞|无歌词|無歌詞|未找到歌词|歌詞なし|歌詞がありません).*",
    "instrumental",
)
_SURELY = re.compile(SURELY_NOTHING, re.I)
_ADDRESS = re.compile(rf"\S*{ADDRESSES}\S*(?:\s\S*{ADDRESSES}\S*)*", re.I)


def says_nothing(text: str) -> bool:
    """Whether a text has no words, or only states this: instrumental, not found, an address."""
    if not any(map(str.isalpha, text)):
        return True
    if len(text) > 2 * LONGEST:
        return False
    core = " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").split())
    core = core.strip("[](){}<>-_*~.!…#♪♫\"'“”‘’|/\\:;,。，！、=+「」【】 ").lower()
    if len(core) > LONGEST:
        return False
    return bool(
        _NOTHING.fullmatch(core)
        or _SURELY.fullmatch(core)
        or _ADDRESS.fullmatch(core)
        or _denies_lyrics(core)
    )


def _denies_lyrics(core: str) -> bool:
    words = [word.strip("'-") for word in re.split(r"[\s.,;:!?()\[\]*~\"…–—/|]+|\s-\s", core)]
    words = [word for word in words if word]
    is_played = any(map(_PLAYED.fullmatch, words))
    says_none = not _LYRICS.isdisjoint(words) and not _NOT.isdisjoint(words)
    allowed = _LYRICS | _NOT | _BESIDE
    return (is_played or says_none) and all(
        word in allowed or _PLAYED.fullmatch(word) for word in words
    )
