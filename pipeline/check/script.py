"""The script that a language is written in, and translations in another one.

Traditional and simplified characters are told apart by those that only one of the two has.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from babel import Locale, UnknownLocaleError, core

from pipeline.check.registry import register
from pipeline.check.subject import Problem, Subject
from pipeline.model import Severity, Span

CODE = re.compile(r"(?=\w*[A-Z0-9])[A-Z0-9][\w\-]*[A-Z0-9][\w\-]*|[A-Z]", re.ASCII)
"""ICANS, CD20: at least two capitals or digits; or one capital, the T of CAR T."""

_SURE = 4
"""Words in the wrong script from which it is certain that they are no name."""


@register("script", order=45)
def find_wrong_script(subject: Subject) -> Iterator[Problem]:
    """A translation whose letters are of another script than its language is written in."""
    wanted = scripts_of(subject.locale)
    if not wanted:
        return
    if all(_scripts(word) & wanted for word, _ in subject.target_words):
        return
    source = [word for word, _ in subject.source_words if not CODE.fullmatch(word)]
    target = [(word, span) for word, span in subject.target_words if not CODE.fullmatch(word)]
    same = " ".join(subject.source_plain.split()).casefold() == " ".join(subject.target_plain.split()).casefold()
    if not target or not source or (same and scripts_of(subject.source_locale) & wanted):
        return
    wrong = [(word, span) for word, span in target if not (_scripts(word) & wanted)]
    right = sum(len(word) for word, _ in target) - sum(len(word) for word, _ in wrong)
    if right == 0 and not same:
        sure = len(wrong) >= _SURE or not (_scripts("".join(w for w, _ in wrong)) & {"LATIN"})
        yield _wrong_script(subject, wrong, Severity.CRITICAL if sure else Severity.MAJOR, "No letter")
    elif len(wrong) >= _SURE and sum(len(word) for word, _ in wrong) > 2 * right:
        yield _wrong_script(subject, wrong, Severity.MAJOR, "Hardly a letter")


def _wrong_script(subject: Subject, wrong: list[tuple[str, Span]], severity: Severity, how: str) -> Problem:
    known = Locale.parse(subject.locale, sep="_")
    language = known.english_name or subject.locale
    return Problem(
        severity,
        f"{how} of the translation is of the script in which {language} is written.",
        "Translate it, or approve it as “same as source” if it is a name that stays.",
        target_spans=(Span(wrong[0][1].start, wrong[-1][1].end),),
    )


_SCRIPTS = {
    "Latn": {"LATIN"}, "Arab": {"ARABIC"}, "Hans": {"CJK"}, "Hant": {"CJK"}, "Cyrl": {"CYRILLIC"},
    "Jpan": {"CJK", "HIRAGANA", "KATAKANA"}, "Kore": {"HANGUL", "CJK"}, "Deva": {"DEVANAGARI"}, "Beng": {"BENGALI"},
    "Hebr": {"HEBREW"}, "Grek": {"GREEK"}, "Thai": {"THAI"}, "Guru": {"GURMUKHI"}, "Gujr": {"GUJARATI"},
    "Taml": {"TAMIL"}, "Telu": {"TELUGU"}, "Knda": {"KANNADA"}, "Mlym": {"MALAYALAM"}, "Mymr": {"MYANMAR"},
    "Khmr": {"KHMER"}, "Laoo": {"LAO"}, "Ethi": {"ETHIOPIC"}, "Armn": {"ARMENIAN"}, "Geor": {"GEORGIAN"},
    "Sinh": {"SINHALA"}, "Orya": {"ORIYA"}, "Thaa": {"THAANA"}, "Tibt": {"TIBETAN"},
}  # fmt: skip


@lru_cache(maxsize=256)
def scripts_of(locale: str) -> frozenset[str]:
    """The scripts in which a locale is written, as Unicode names begin; empty if CLDR does not say."""
    try:
        known = Locale.parse(locale, sep="_")
    except (ValueError, UnknownLocaleError):
        return frozenset()
    script = known.script
    if not script:
        likely = core.get_global("likely_subtags")
        full = likely.get(f"{known.language}_{known.territory}") or likely.get(known.language) or ""
        script = next((part for part in full.split("_") if len(part) == 4 and part.istitle()), "")
    return frozenset(_SCRIPTS.get(script, ()))


@lru_cache(maxsize=8192)
def _scripts(word: str) -> frozenset[str]:
    return frozenset(unicodedata.name(char, "?").split()[0].split("-")[0] for char in word if char.isalpha())


@register("characters", order=47)
def find_other_characters(subject: Subject) -> Iterator[Problem]:
    """Traditional characters in a text for readers of simplified ones, and the other way round."""
    wanted = _chinese_script(subject.locale)
    if not wanted:
        return
    own, other = (_SIMPLIFIED, _TRADITIONAL) if wanted == "Hans" else (_TRADITIONAL, _SIMPLIFIED)
    wrong = [index for index, char in enumerate(subject.target_free) if char in other]
    if len(wrong) < 2:
        return
    right = sum(char in own for char in subject.target_free)
    named = "simplified" if wanted == "Hans" else "traditional"
    sure = len(wrong) > 2 * right
    yield Problem(
        Severity.CRITICAL if sure else Severity.MAJOR,
        f"The translation has characters that are not {named}: "
        f"{'、'.join(dict.fromkeys(subject.target_free[index] for index in wrong[:8]))}.",
        f"Write it in {named} characters.",
        target_spans=tuple(Span(index, index + 1) for index in wrong[:8]),
    )


def _chinese_script(locale: str) -> str:
    """`Hans` or `Hant` for a locale of Chinese, empty for all others."""
    if locale.split("_")[0] != "zh":
        return ""
    parts = locale.split("_")[1:]
    return "Hant" if {"Hant", "TW", "HK", "MO"} & set(parts) and "Hans" not in parts else "Hans"


_PAIRS = (
    "们們个個这這来來时時会會为為国國过過还還进進实實现現动動员員学學对對发發经經开開问問间間见見说說话話让讓认認识識该該"
    "请請谁誰谈談论論设設许許证證评評试試误誤调調读讀课課变變关關门門闻聞听聽医醫药藥护護疗療诊診断斷检檢测測传傳气氣"
    "热熱体體发發烧燒头頭脑腦肿腫脏臟肾腎脉脈肠腸胆膽胶膠脱脫剂劑儿兒岁歲产產妇婦孕孕权權极極应應当當选選择擇须須"
    "项項预預领領频頻题題颜顏风風飞飛饮飲饭飯馆館马馬骨骨鱼魚鸡雞麦麥黄黃点點无無电電线線级級纪紀约約纯純纸紙给給"
    "统統继繼续續维維综綜绿綠缓緩缩縮网網罗羅职職联聯聪聰肤膚艺藝节節苏蘇范範获獲营營虑慮虽雖补補装裝观觀规規视視"
    "觉覺计計订訂训訓记記讨討讲講访訪诉訴词詞详詳语語责責败敗货貨质質购購贵貴费費资資赖賴赶趕趋趨车車转轉轮輪软軟"
    "轻輕载載较較输輸边邊达達迁遷运運远遠连連迟遲适適递遞邮郵邻鄰释釋针針钟鐘钱錢铁鐵错錯键鍵长長阳陽阴陰阶階际際陆陸"
    "陈陳险險随隨难難离離雾霧静靜韩韓页頁顺順顾顧额額验驗骤驟龄齡"
)
_SIMPLIFIED = frozenset(s for s, t in zip(_PAIRS[::2], _PAIRS[1::2], strict=True) if s != t)
_TRADITIONAL = frozenset(t for s, t in zip(_PAIRS[::2], _PAIRS[1::2], strict=True) if s != t)
