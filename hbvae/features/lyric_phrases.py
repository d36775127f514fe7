"""What people and programs write beside lyrics, in many languages, as patterns.

Each is a pattern for all of a line, or of a text in one line and lower case, whatever its case.
"""


def either(*patterns: str) -> str:
    """A pattern of any of these."""
    return f"(?:{'|'.join(patterns)})"


SECTIONS = either(  # nobody sings these alone in a line
    r"intro(?:duction)?|verses?|strophe|chorus(?:es)?|(?:pre|post)[- ]?chorus|bridge|refrain|outro",
    r"interlude|instrumental(?:\s(?:break|solo|interlude|bridge|outro|intro|teil))?|spoken\sword",
    r"(?:guitar|piano|sax|drum|bass|keyboard|violin)\s(?:solo|break|riff)|solo\s(?:de\s)?guitarr?e?a?",
    "zwischenspiel|couplet|pr[ée]-?refrain|estribillo|pre-?coro|estrofa|(?:pr[ée]-?)?refr[ãa]o",
    "strofa|ritornello|assolo|zwrotka|refren|refr[äe]ng|refrén|omkvæd|kertosäe|säkeistö|nakarat",
    "куплет|(?:пред|пре-?)?припев|вступление|проигрыш|интро|аутро|(?:перед)?приспів|куплети",
    r"主歌\d?|副歌\d?|间奏|間奏|前奏|尾奏|导歌|導歌|(?:大|落ち)?サビ|[ABCDＡＢＣＤ]メロ|イントロ|アウトロ",
    r"후렴구?|간주중?|전주중?|\d절|অন্তরা|মুখড়া|স্থায়ী|সঞ্চারী|मुखड़ा|अंतरा|स्थायी",
    "ρεφρέν|κουπλέ|פזמון|בית|الكورس|المقطع|điệp khúc|ท่อนฮุก|reff",
)
SECTION_WORDS = either(  # these may be sung: headings only with a number, a colon, or in brackets
    "hook|solo|break(?:down)?|coda|skit|spoken|drop|build(?:-?up)?|vamp|tag|end|fin|ende|fine",
    "ending|vers|part|brücke|pont|coro|puente|verso|ponte|bridge|stanza|couplets?",
    "бридж|финал|конец|all|both|ref|rit|refr|chor|ch|đk|reffrain|bait|bölüm|sloka|r|fade|終|完",
)
ORDINALS = either(  # before and behind a section, and alone in brackets
    r"[x×хX]\s?\d{1,2}|\d{1,2}\s?[x×хX]|\d{1,2}(?:st|nd|rd|th|[.)º°])?|[ivIV]{1,4}|[A-D]",
    "one|two|three|four|five|first|second|third|fourth|last|final|another|double",
    r"repeat(?:s|ed)?(?:\s(?:once|twice|and fade|to fade|till fade|until fade))?|again|reprise",
    r"\d{1,2}\s?(?:times|раза?|mal|fois|veces|vezes|volte|回|遍|번)|bis|ter|twice|till fade",
)
REPEATS = either(  # at the end of a line, in brackets
    r"[x×х]\s?\d{1,2}|\d{1,2}\s?[x×х]|\d{1,2}\s?(?:times|раза?|mal|fois|veces|vezes|volte|回|遍|번)",
    r"bis|ter|twice|repeats?(?:\s(?:once|twice|[x×]?\d{1,2}[x×]?))?",
)
DIRECTIONS = either(  # for who plays
    r"repeat(?:ed|s)?\s\(?(?:[x×]?\s?\d{1,2}\s?[x×]?|twice|\d{1,2} times)\)?|(?:rit|ref|refr|chor)\.",
    r"repeat(?:s)?\s(?:the\s)?(?:first\s|second\s|last\s)?(?:chorus|verse|refrain|intro|bridge)(?:es)?.{0,20}",
    r"repeat(?:s)?\s(?:to|and|until|till|'til|ad)\s.{0,20}|(?:music\s)?fad(?:e|es|ing)(?:\s?-?(?:out|in|to end|away))",
    r"instrumental\s(?:till|until|to)\s.{1,20}",
)
SETTINGS = either(  # of a chord sheet
    r"capo\b.{0,25}\d.{0,20}|capo\s*[:=].{0,30}|no capo|standard tuning|n\.c\.",
    r"(?:tuning|key|tempo|bpm|time(?: signature)?|strumming(?: pattern)?|chords?(?: used)?|difficulty|"
    r"strumming)\s*[:=].{0,60}|chords:?",
)
_HAN = either(
    "作[词詞]|作曲|填[词詞]|[谱譜]曲|[编編]曲|改[编編]|制作|製作|监制|監製|混音|混缩",
    "缩混|母[带帶]|录音|錄音|后期|演唱|原唱|翻唱|歌手|主唱|和[声聲音]|合[声聲]",
    "配唱|伴奏|[贝貝][斯司]|吉他|键盘|鍵盤|钢琴|鋼琴|弦[乐樂]|鼓手?|二胡|古筝",
    "出品|[发發]行|策划|策劃|统筹|統籌|企划|企劃|推广|营销|封面|版[权權]|人声|打击乐",
    "音频|鸣谢|鳴謝|宣传|宣傳|[编編]写",
    "[专專]辑|文案|音[乐樂]|[总總][监監]|指[导導]",
)
_HAN_ENDS = either(
    "人", "[师師]", "者", "工程[师師]?", "室", "公司", "助理", "老[师師]", "乐队", "团队"
)
ROLES_HAN = (
    rf"(?:{_HAN}{_HAN_ENDS}?[\s/／&、·・+和与與]{{0,3}}){{1,5}}(?:[A-Za-z /&.]{{2,40}})?"
    r"\s*[:：].*|(?:作[词詞]|作曲|[编編]曲)[\s　]+\S{1,20}"
)
ROLES_HAN_SHORT = r"(?:[词詞曲歌唄](?:[\s/、・]?[词詞曲]){0,2})\s?(?:[A-Za-z /&.]{2,40})?\s*[:：]\s*\S.*"
_ROLE = either(  # of the people who made a song
    r"words|lyrics?|lyricist|music|composers?|(?:song)?writers?|(?:song)?writer\(s\)|melody",
    "arrangers?|arrangement|producers?|executive producers?|vocals?|artists?|album",
    "publishers?|mixing|mastering|mixed|mastered|recorded|recording|(?:vocal )?engineers?",
    "guitars?|drums?|keyboards?|piano|strings|op|sp|isrc|copyright|released?|release date",
    "musik|text|titel|komponist|interpret|songwriter|texter",
    "paroles|musique|compositeurs?|auteurs?|paroliers?|interprètes?|letra|música|musica|autora?(?:es)?",
    "testo|compositor(?:es)?|intérpretes?|tekst|muzyka|słowa|wykonawca|autor|hudba|slova|söz|müzik",
    "слова|музыка|автор|стихи|исполнитель|текст|композитор|сл\\.|муз\\.|виконавець|музика",
    "작사|작곡|편곡|노래|作詞|作曲|編曲",
    "কথা|সুর|গীতিকার|সুরকার|শিল্পী|গীত|गीत|संगीत|गीतकार|गायक|গায়ক|संगीतकार",
)
ROLES = rf"{_ROLE}(?:\s?(?:/|&|,|・|and|und|et|y|e|и|і|i|ও)\s?{_ROLE}){{0,3}}\s?[:：]\s*\S.*"
_DOER = r"by\s(?!(?-i:the|my|your|a|an|me|you|us|his|her|our|their|this|that|all|no)\b)\S"
MADE_BY = either(
    rf"(?:words|lyrics?|music|song|translation|lrc|subtitles?)(?:\s?(?:&|and|/)\s?(?:lyrics|music))?\s(?:written\s)?{_DOER}.*",
    r"(?:written|composed|arranged|produced|performed|recorded|mixed|mastered|published|sung)"
    r"(?:,?\s(?:&|and\s)?\s?(?:written|composed|arranged|produced|performed|recorded|mixed|mastered))?"
    rf"\s{_DOER}.*|(?:written|composed|arranged|produced)\sby\s?[:：].*",
    rf"(?:transcribed|translated|submitted|uploaded|synced|synchronized|provided|powered|ripped|tagged)\s{_DOER}.*",
    r"(?:downloaded|taken|copied|lyrics)\sfrom\s\S+\.\S+.*|(?:encoded|ripped)\swith\s.*",
    r"(?:words|lyrics|music)\s(?:provided|powered|licensed|courtesy)\b.*|used by permission.*",
    r"thank(?:s| you) to .{1,60} for .{0,40}\blyrics.*",
)
RIGHTS = either(
    r"©|℗|\(c\)\s*\d{4}|all rights reserved|^copyright\s(?:\d|by|\()|not for commercial use|commercial use \*",
    "未经.{0,10}许可|著作权|著作權",
)
ADDRESSES = either(
    r"https?://|www\.|\b[\w-]{1,60}\.(?:com|net|org|info|ru|cn)\b(?![\w.])",
    r"[\w.+-]{1,60}@[\w-]{1,60}\.\w",
)
TRANSLATION = either(  # a heading before the same words in another language, or in other letters
    r"(?:(?:the|my)\s)?(?:(?:english|german|french|spanish|literal|rough|fan|official)\s)?"
    r"(?:translation|translated|traducci[óo]n|traduction|traduzione|tradução|übersetzung|vertaling)"
    r"(?:\s(?:by|to|in|into|of)\s.{1,40}|\s?[(:].{0,40})?",
    r"(?:deutsche|englische)\sübersetzung|tłumaczenie|preklad|překlad|перевод|переклад|翻[译譯]|[译譯]文|訳|和訳|번역",
    r"romani[sz](?:ed|ation)|romaji|transliteration|pinyin|罗马音|ローマ字|로마자|발음",
    r"(?:english|korean|japanese|chinese|hangul|kanji|original|german|french|spanish)(?:\slyrics)?:?",
)
PAGE_LINES = either(  # at the beginning or the end of a lyrics page's text
    r"(?-i:.{1,80}\sLyrics)|lyrics:?|embed|share|cancel|歌詞|歌词|letra|가사",
    r'["“].{1,80}["”]\s+lyrics|.{1,60}\s(?:chords|tabs?|ukulele chords)(?:\s(?:by|-)\s.{1,60})?',
    "translations?|romanization|how to format lyrics:?|submit corrections?|read more",
    r"(?:correct|print) these lyrics|more on genius|translate to \w+|\d+ contributors?",
    "paroles de la chanson .*|letra de .*|songtext von .*|текст песни .*|tekst piosenki:?",
    r"testo della canzone .*|tekst piosenki .*|\*{3,}.*\*{3,}|\(\d{10,}\)|\.{3,}",
    r"dodaj adnotację .*|[-–—~=*<]+\s?(?:the\s)?(?:end|fin|fine|ende)\s?[-–—~=*>]+",
)
