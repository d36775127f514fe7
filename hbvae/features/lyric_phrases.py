"""What people and programs write beside lyrics, in many languages, as patterns.

Each is a pattern for all of a line, or of a text in one line and lower case, whatever its case.
"""


def either(*patterns: str) -> str:
    """A pattern of any of these."""
    return f"(?:{'|'.join(patterns)})"


SECTIONS = either(  # nobody sings these alone in a line
    r"intro|verse|strophe|chorus|(?:pre|post)-?\s?chorus|bridge|refrain|outro",
    r"interlude|instrumental(?:\s(?:break|solo|interlude))?|fades?\sout|spoken\sword",
    r"(?:guitar|piano|sax|drum|bass)\s(?:solo|break|riff)|repeat\s(?:chorus|verse|refrain)",
    "zwischenspiel|couplet|pré-?refrain|estribillo|pre-?coro|estrofa|refr[ãa]o",
    "strofa|ritornello|куплет|припев|вступление|проигрыш|интро|аутро",
    "主歌|副歌|间奏|間奏|前奏|尾奏|导歌|サビ|[ABC]メロ|イントロ|アウトロ",
    "후렴|간주|전주|অন্তরা|মুখড়া|স্থায়ী|সঞ্চারী",
)
SECTION_WORDS = either(  # these may be sung: headings only with a number, a colon, or in brackets
    "hook|solo|break(?:down)?|coda|skit|spoken|drop|build(?:-?up)?|vamp",
    "ending|repeat|vers|part|brücke|pont|coro|puente|verso|ponte",
    "бридж|all|both",
)
SETTINGS = either(  # of a chord sheet
    r"capo\b.{0,25}\d.{0,20}|capo\s*[:=].{0,30}|no capo|standard tuning",
    r"(?:tuning|key|tempo|bpm|time(?: signature)?|strumming(?: pattern)?|chords?)\s*[:=].{0,60}",
)
ROLES_HAN = either(  # of the people who made a song, and of what else stands before a colon there
    "作[词詞曲]|填[词詞]|[谱譜]曲|[编編]曲|改[编編]|制作|製作|监制|監製|混音|混缩",
    "缩混|母[带帶]|录音|錄音|后期|演唱|原唱|翻唱|歌手|主唱|和[声聲音]|合[声聲]",
    "配唱|伴奏|[贝貝][斯司]|吉他|键盘|鍵盤|钢琴|鋼琴|弦[乐樂]|鼓手?|二胡|古筝",
    "出品|[发發]行|策划|策劃|统筹|統籌|企划|企劃|推广|营销|封面|版[权權]",
    "[词詞]|曲|[专專]辑|文案|音[乐樂]|[总總][监監]|指[导導]",
)
ROLE_ENDS_HAN = either(
    "人", "[师師]", "者", "工程[师師]", "室", "公司", "助理", "老[师師]", "乐队", "团队"
)
ROLES = either(
    "words|lyrics?|lyricist|music|melody|composers?|(?:song)?writers?",
    "arrangers?|arrangement|producers?|vocals?|artist|album|title|label",
    "publishers?|mixing|mastering|mixed|mastered|recorded|recording",
    "engineers?|guitars?|bass|drums?|keyboards?|piano|strings|op|sp|isrc",
    "genre|year|released?|duration|length|source|copyright|musik|text",
    "komponist|interpret|paroles|musique|compositeur|auteur|letra|música",
    "musica|autor|testo|compositor|intérprete|слова|музыка|автор|стихи",
    "исполнитель|текст|작사|작곡|편곡|노래|作詞|作曲|編曲|歌|唄",
    "কথা|সুর|গীতিকার|সুরকার|শিল্পী|गीत|संगीत|गीतकार|गायक",
)
MADE_BY = either(
    r"(?:words|lyrics?|music|song|translation|lrc|subtitles?)(?:\s(?:&|and)\s(?:lyrics|music))?\sby\b.*",
    r"(?:written|composed|arranged|produced|performed|recorded|mixed|mastered)"
    r"(?:,?\s(?:&|and\s)?\s?(?:written|composed|arranged|produced|performed|recorded|mixed|mastered))?"
    r"\sby\b.*",
    r"(?:transcribed|translated|submitted|uploaded|synced|synchronized|provided|powered)\sby\b.*",
    r"(?:words|lyrics|music)\s(?:written|provided|powered|licensed)\b.*",
)
RIGHTS = either(
    r"©|℗|\(c\)\s*\d{4}|all rights reserved|copyright\s|commercial use",
    "未经.{0,10}许可|著作权|著作權",
)
ADDRESSES = either(
    r"https?://|www\.|\b[\w-]{1,60}\.(?:com|net|org|info|ru|cn)\b(?![\w.])",
    r"[\w.+-]{1,60}@[\w-]{1,60}\.\w",
)
PAGE_LINES = either(  # at the beginning or the end of a lyrics page's text
    r"(?-i:.{1,80}\sLyrics)|lyrics:?|embed|share|cancel",
    r'["“].{1,80}["”]\s+lyrics',
    "translations?|romanization|how to format lyrics:?|submit corrections?|read more",
    r"(?:correct|print) these lyrics|more on genius|translate to \w+|\d+ contributors?",
    "paroles de la chanson .*|letra de .*|songtext von .*|текст песни .*",
    r"testo della canzone .*|tekst piosenki .*|\*{3,}.*\*{3,}|\(\d{10,}\)|\.{3,}",
)
_ABSENT = r"(?:not\s|un)(?:found|available|known|licensed)(?:\s.{0,60})?"
NOTHING = either(  # all of a text that says that there are no lyrics
    r"(?:this|the)\s(?:song|track|is)\s(?:is\s)?(?:an?\s)?(?:purely\s)?instrumental(?:\s\w+)?",
    r"(?:pure|fully)?\s?instrumental(?:e|er|s)?(?:\s(?:track|music|song|version|piece|only))?",
    r"no\s(?:lyrics|words|vocals?)(?:\s(?:were|found|available|yet|for this (?:song|track)))*",
    rf"(?:the\s)?lyrics?(?:\s(?:for|to|of)\s.{{1,60}})?\s(?:is\s|are\s|were\s)?{_ABSENT}",
    r"(?:sorry|we are sorry|unfortunately)\b.*\blyrics\b.*",
    r"we (?:do not|don't) have (?:the|these|any) lyrics.*",
    r".*\bnot (?:licensed|authorized|in a position) to display\b.*",
    r"lyrics for this song have yet to be (?:released|transcribed).*",
    r"(?:add|submit|contribute|upload) (?:the )?lyrics.*",
    r"lyrics?(?:\s(?:here|coming soon|pending|removed|text))?|coming soon|(?:error )?404.*",
    "(?:page )?not found|not available|unavailable|unknown|empty|test|todo|tb[ad]",
    r"nil|nan|none|null|n/?a|undefined|false|no|music(?:\splaying)?|untitled",
    "instrumentaal|инструментал(?:ьная.*)?|без слов|нет слов|ohne text|instrumentalstück",
    "текст (?:песни )?(?:не найден|отсутствует)",
    r"keine? (?:lyrics|text|liedtext)(?:\s.{0,30})?",
    "s[ie][nm] letra|letra n[oã]o? (?:disponible|disponível|encontrada)|pas de paroles",
    "paroles (?:non |in)(?:disponibles|trouvées)|senza parole",
    "testo non (?:disponibile|trovato)",
    "brak (?:tekstu|słów)|纯音|伴奏|インスト(?:ゥルメンタル|ルメンタル)?|연주곡",
    r"가사가?\s?(?:없음|없습니다)|যন্ত্রসঙ্গীত|वाद्य(?:\sसंगीत)?",
)
SURELY_NOTHING = either(  # any line that says so
    r".*(?:纯音乐|純音樂|没有填词|暂无歌词|暫無歌詞|无歌词|無歌詞|未找到歌词|歌詞なし|歌詞がありません).*",
    "instrumental",
)
