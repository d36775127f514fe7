"""Patterns of what people and programs write beside lyrics, in many languages.

Each pattern matches a complete line, whatever its case.
"""


def either(*patterns: str) -> str:
    """A pattern that matches any of these patterns."""
    return f"(?:{'|'.join(patterns)})"


SECTIONS = either(  # nobody sings these alone in a line
    r"intro(?:duction)?|verses?|strophe|chorus(?:es)?|(?:pre|post)[- ]?(?:chorus|hook)|refrain",
    r"outro|(?:musical\s)?interlude|spoken\sword|middle\s(?:8|eight)|fades?\sout",
    r"instr\.(?:\sbreak)?|instrumental(?:\s(?:break|solo|interlude|bridge|outro|intro|section)|teil)?",
    r"(?:guitar|piano|sax|drum|bass|keyboard|violin)\s(?:solo|break|riff)|solo\s(?:de\s)?guitarr?[ea]",
    "zwischenspiel|kehrreim|einleitung|couplet|pr[ée]-?refrain|(?:pre[- ]?)?estribillo|pre-?coro",
    "estrof[ae]|interludio|refrein|refreng|korus|pripjev|рефрен|бридж|(?:pr[ée]-?)?refr[ãa]o|strofă|strofa|ritornello|assolo|zwrotka|refren|refr[äe]ng|refrén|omkvæd",
    "kertosäe|säkeistö|nakarat|куплет|(?:пред|пре-?|пост-?)?припев|вступление|проигрыш|интро|аутро",
    r"(?:перед)?приспів|主歌\d?|副歌\d?|合唱|[间間前尾后後]奏|导歌|導歌|(?:大|落ち)?サビ|[ABCDＡＢＣＤ]メロ",
    r"イントロ|アウトロ|후렴구?|간주중?|전주중?|\d절|অন্তরা|মুখড়া|স্থায়ী|সঞ্চারী|কোরাস|मुखड़ा|अंतरा",
    "स्थायी|कोरस|ρεφρέν|ρεφραίν|κουπλέ|פזמון|الكورس|المقطع|điệp khúc|ท่อนฮุก|reff",
)
SECTION_WORDS = either(  # these may be sung: headings only with a number, a colon, or in brackets
    "hook|solo|break(?:down)?|coda|skit|spoken|drop|build(?:-?up)?|vamp|tag|end|fin|ende|fine|rap",
    "ending|vers|part|brücke|pont|coro|puente|verso|ponte|bridge|stanza|schluss|fade|sloka",
    r"финал|хор|конец|соло|all|both|ref|rit|refr|chor|ch|đk|bait|bölüm|r\d?|終|完|ซ้ำ|반복",
)
ORDINALS = either(  # before and behind a section
    r"[x×хX]\s?\d{1,2}|\d{1,2}\s?[x×хX]|(?:[#№]|no?[.°]?)?\s?\d{1,2}(?:st|nd|rd|th|[.)º°]|er|e|[eè]me|-?[йяе])?",
    "[ivIV]{1,4}|one|two|three|four|five|first|second|third|fourth|last|final|another|double",
    "первый|второй|третий|последний|тот же",
    r"repeat(?:s|ed)?(?:\s(?:once|twice|and fade|to fade|till fade|until fade))?|again|reprise",
    r"\d{1,2}\s?(?:times|раза?|р\.|mal|fois|veces|vezes|volte|回|遍|번)|bis|ter|twice",
    r"(?:un)?till?\s(?:the\s)?(?:fade|end)|to\s(?:fade|end)|fade|&\s?\d",
)
REPEATS = either(  # at the end of a line, in brackets
    r"[x×х]\s?\d{1,2}|\d{1,2}\s?[x×х]|\d{1,2}\s?(?:times|раза?|р\.|mal|fois|veces|vezes|volte|回|遍|번)",
    r"bis|ter|twice|(?:two|three|four) times|repeats?(?:\s(?:once|twice|[x×]?\d{1,2}[x×]?))?",
)
DIRECTIONS = either(  # for who plays
    r"(?:repeat|back to|to)\s(?:the\s)?(?:first\s|second\s|last\s)?"
    r"(?:chorus|verse|refrain|intro|reff)(?:es)?(?:\s\(?[x×]?\d{1,2}[x×]?\)?|\stwice|\sagain)?",
    r"repeat\s(?:to|and|until|till|'til)\s.{0,20}|fade\sto\send",
    r"instrumental\s(?:till|until|to)\s(?:the\s)?(?:fade|end|finish|close)|(?:rit|ref|refr|chor)\.",
    r"repeat(?:ed|s)?\s\(?(?:[x×]?\s?\d{1,2}\s?[x×]?|twice|\d{1,2} times)\)?",
)
SETTINGS = either(  # of a chord sheet
    r"\(?capo\b.{0,25}\d.{0,20}|\(?capo\s*[:=].{0,30}|capo [iv]{1,4}",
    r"no capo|standard tuning|n\.c\.",
    r"(?:tuning|key|tempo|bpm|time(?: signature)?|strumming(?: pattern)?|chords?(?: used)?|"
    r"strumming|difficulty)\s*[:=].{0,60}|chords:?",
)
_HAN = either(
    "作[词詞]|作曲|填[词詞]|[谱譜]曲|[编編]曲|改[编編]|原曲|(?:lrc|歌[词詞])?制作|製作|监制|監製|混音|混缩",
    "缩混|母[带帶]|录音|錄音|后期|演唱|原唱|翻唱|歌手|主唱|和[声聲音]|合[声聲]|翻[译譯]|校[对對]",
    "配唱|伴奏|[贝貝][斯司]|吉他|键盘|鍵盤|钢琴|鋼琴|弦[乐樂]|鼓手?|二胡|古筝|打击乐|人声|音频",
    "出品|[发發]行|策划|策劃|统筹|統籌|企划|企劃|推广|营销|封面|版[权權]|鸣谢|鳴謝|宣传|宣傳|[编編]写",
    "[专專]辑|文案|音[乐樂]|[总總][监監]|指[导導]",
)
_HAN_ENDS = either(
    "人", "[师師]", "者", "工程[师師]?", "室", "公司", "助理", "老[师師]", "乐队", "团队"
)
ROLES_HAN = (
    rf"(?:{_HAN}{_HAN_ENDS}?[\s/／&、·・+和与與,，]{{0,3}}){{1,5}}(?:[A-Za-z /&.]{{2,40}})?"
    r"\s*[:：].*|(?:作[词詞]|作曲|[编編]曲)[\s　]+\S{1,20}"
)
ROLES_HAN_SHORT = (
    r"(?:[词詞曲歌唄](?:[\s/、・]?[词詞曲]){0,2})\s?(?:[A-Za-z /&.]{2,40})?\s*[:：]\s*\S.*"
)
_ROLE = either(  # of the people who made a song
    r"words|lyrics?|lyricist|music(?: director)?|composer|(?:song)?writer|melody|arrange[rd]",
    "arrangement|producer|vocals?|artist|album|performer|singer|song|label|recorded|mixed|mastered",
    "written|composed|produced|publisher|mixing|mastering|recording|engineer|guitar|drums?|bass",
    "keyboard|piano|strings|op|sp|isrc|copyright|released?|musik|text|titel|komponist|interpret|texter",
    "paroles?|musique|compositeur|auteur|parolier|interprète|letras?|música|musica|autor(?:a|es)?",
    "testo|compositor(?:es)?|intérprete|tekst|muzyka|słowa|wykonawca|hudba|slova|söz|müzik|muziek",
    "zene|szöveg|sanat|sävel|sáng tác|lời|nhạc|ca sĩ|lirik|lagu|worte|weise",
    "слова|музыка|автор(?: текста)?|стихи|исполнитель|текст|композитор|виконавець|музика",
    "작사|작곡|편곡|노래|作詞|作曲|編曲|στίχοι|μουσική|מילים|לחן|كلمات|ألحان|غناء|เนื้อร้อง|ทำนอง",
    "কথা|সুর|গীতিকার|সুরকার|শিল্পী|গায়ক|गीत|संगीत|गीतकार|गायक|संगीतकार",
)
_RANK = r"(?:(?:lead|backing|background|additional|executive|co-?|main|vocal|all|original)\s?)?"
_ROLES = rf"{_RANK}{_ROLE}(?:s|\(s\)|\(es\))?(?:\sby)?"
ROLES = (  # the names behind them are a group
    rf"{_ROLES}(?:\s?(?:/|&|,|・|and|und|et|y|e|и|і|i|ও)\s?{_ROLES}){{0,3}}\s?[:：]\s*(\S.*)"
)
_MADE = "written|composed|arranged|produced|performed|recorded|mixed|mastered|published|sung"
_WROTE = (
    "transcribed|translated|submitted|uploaded|synced|synchronized|provided|powered|ripped|tagged"
)
MADE_BY = either(  # the names behind "by" are a group
    r"(?:words|lyrics?|music|song|translation|lrc|subtitles?)(?:\s?(?:&|and|/)\s?(?:lyrics|music))?"
    rf"(?:\s(?:{_MADE}|{_WROTE}))?\sby\s(\S.*)",
    rf"(?:{_MADE})(?:,?\s(?:&|and\s)?\s?(?:{_MADE}))?\sby\s(\S.*)|(?:{_WROTE}|encoded)\sby\s(\S.*)",
)
MADE = either(
    r"(?:downloaded|taken|copied|lyrics)\sfrom\s\S+\.\S+.*|(?:encoded|ripped)\swith\s.*",
    r"(?:words|lyrics|music)\s(?:provided|powered|licensed|courtesy)\b.*|used by permission.*",
    r"thank(?:s| you) to .{1,60} for .{0,40}\blyrics\W*",
    r"lrc\sby\s.*|auto-?generated\sby\b.*|provided\sto\s\w+\sby\b.*",
)
RIGHTS = either(
    r"©|℗|ⓒ|\([cp]\)\s*\d{4}|all rights reserved|^copyright\s(?:\d|by|\()|lyrics copyright\b",
    r"not for commercial use|未经.{0,10}许可|著作权|著作權",
)
SOUNDS = either(  # that a text has in brackets, where nobody sings
    r"(?:soft\s|crowd\s)?(?:music|applause|laughter|laughing|laughs|cheering|cheers|whistling|humming)",
    r"music (?:plays|playing|fades)|whispered|screams|screaming|key change|beatboxing|ad-?libs?",
    "セリフ|台詞|重[复複]|くり返し|繰り返し|ดนตรี|موسيقى",
)
ADDRESSES = either(
    r"https?://|www\.|\b[\w-]{1,60}\.(?:com|net|org|info|ru|cn)\b(?![\w.])",
    r"[\w.+-]{1,60}@[\w-]{1,60}\.\w",
)
TRANSLATION = either(  # a heading before the same words in another language, or in other letters
    r"(?:(?:the|my|an?)\s)?(?:[a-z]{4,12}\s)?(?:translation|translated)(?:\s.{1,40}|\s?[(:].{0,40})?",
    "(?:traducci[óo]n|traduction|traduzione|tradução|übersetzung|vertaling|tłumaczenie|preklad|překlad)"
    r"(?:\s.{1,40}|\s?[(:].{0,40})?|(?:deutsche|englische)\sübersetzung",
    r"перевод(?:\s.{1,40})?|переклад|.{0,4}翻[译譯]|.{0,4}[译譯]文|訳|和訳|.{0,4}번역|.{0,4}해석",
    r"romani[sz](?:ed|ation)|romaji|transliteration|pinyin|罗马音|ローマ字|로마자|발음",
    r"(?:english|korean|japanese|chinese|hangul|kanji|original|german|french|spanish)(?:\slyrics)?:?",
)
PAGE_TOP = either(  # at the beginning of a lyrics page's text
    r'(?-i:.{1,80}\sLyrics)|lyrics:|["“].{1,80}["”]\s+lyrics',
    r".{1,60}\s(?:chords|tabs?|ukulele chords)(?:\s(?:by|-)\s.{1,60})?",
    r"translations?|romanization|\d+ contributors?|paroles de la chanson .*|letra de .*",
    "songtext von .*|текст песни .*|tekst piosenki(?:[: ].*)?|testo della canzone .*",
)
PAGE_TITLE = (
    "(?:Lyrics|Songtext|Paroles|Letra|Testo|Tekst|歌詞|歌词|가사)"  # with a blank line below
)
PAGE_END = either(  # at its end
    "(?-i:Embed|Share|Cancel|Read [Mm]ore|More on Genius|See more|Print)|how to format lyrics:?",
    r"submit corrections?|(?:correct|print) these lyrics|translate to \w+",
    r"\*{3,}.*\*{3,}|\(\d{10,}\)|\.{3,}|dodaj adnotację .*",
    r"[-–—~=*<]+\s?(?:the\s)?(?:end|fin|fine|ende)\s?[-–—~=*>]+",
)
