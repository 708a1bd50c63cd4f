"""GNU gettext as a judge, and strategies for catalogs."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import strategies as st

from pipeline.catalog.po_strings import BIDI_CONTROLS
from pipeline.model import Catalog, Entry

Gettext = Callable[..., subprocess.CompletedProcess[bytes]]

DATA = Path(__file__).parents[1] / "data" / "catalog"


@pytest.fixture
def gettext_tool(tmp_path: Path) -> Gettext:
    """Runs a gettext program on a catalog's bytes; `{}` in the arguments stands for the file."""

    def run(program: str, *arguments: str, data: bytes, name: str = "judged.po") -> subprocess.CompletedProcess[bytes]:
        if shutil.which(program) is None:
            pytest.skip(f"{program} (Debian package gettext) is not installed")
        path = tmp_path / name
        path.write_bytes(data)
        return subprocess.run([program, *(a.replace("{}", str(path)) for a in arguments)], capture_output=True)

    return run


@pytest.fixture
def msgfmt_accepts(gettext_tool: Gettext) -> Callable[[bytes], None]:
    """Asserts that `msgfmt -c` takes a catalog without an error or a warning."""

    def judge(data: bytes) -> None:
        result = gettext_tool("msgfmt", "-c", "-o", "/dev/null", "{}", data=data)
        assert (result.returncode, result.stderr) == (0, b"")

    return judge


@pytest.fixture(params=sorted(path.name for path in DATA.glob("*.po")))
def foreign_file(request: pytest.FixtureRequest) -> Path:
    """Each PO file in tests/data/catalog, as other tools wrote it."""
    return DATA / str(request.param)


_CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0\x04")
_HARD = st.one_of(
    st.sampled_from(
        ["\u2028", "\u2029", "\x85", "\r", "\n", "\r\n", "\\", '"', "\\n", "\\\\", "\a", "\x01", "\x1c", "\t"]
    ),
    st.sampled_from(
        ["#~", "msgid", "20%", "%s", "<a>", "</a>", "א", "药", "\ufeff", "\u2068", "\U000f0000", " ", "{0}"]
    ),
)
_TEXT = st.lists(st.one_of(_HARD, st.text(_CHARACTERS, max_size=8)), max_size=6).map("".join)
_LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=12)
_WORD = st.text(st.characters(categories=["L", "N", "Pd"]), min_size=1, max_size=8)
_REFERENCE = st.builds("{}.html#{}/{}-1".format, _WORD, st.one_of(_WORD, st.just("my part")), _WORD)
_FLAG = _WORD.filter(lambda word: word != "fuzzy")
_PLURALS = st.one_of(st.just(("", ())), st.tuples(_TEXT, st.lists(_TEXT, min_size=1, max_size=6).map(tuple)))
_FIELD = _LINE.filter(lambda text: not BIDI_CONTROLS.search(text))
_FIELD_NAME = st.from_regex(r"[A-Za-z-]{1,12}", fullmatch=True)
_ENTRY = st.builds(
    lambda plurals, target, **rest: Entry(
        source_plural=plurals[0], targets=plurals[1], target="" if plurals[1] else target, **rest
    ),
    plurals=_PLURALS,
    target=_TEXT,
    context=_TEXT,
    source=_TEXT.filter(bool),
    fuzzy=st.booleans(),
    references=st.lists(_REFERENCE, max_size=3).map(tuple),
    notes=st.lists(_LINE, max_size=2).map(tuple),
    comments=st.lists(_LINE, max_size=2).map(tuple),
    flags=st.lists(_FLAG, max_size=2, unique=True).map(tuple),
    previous_context=_TEXT,
    previous_source=_TEXT,
    previous_source_plural=_TEXT,
    obsolete=st.booleans(),
)


@pytest.fixture(scope="session")
def catalogs() -> st.SearchStrategy[Catalog]:
    """Any catalog that the model can hold, hostile texts included."""
    fields = st.lists(st.tuples(_FIELD_NAME, _FIELD), min_size=1, max_size=4).map(tuple)
    entries = st.lists(_ENTRY, max_size=5, unique_by=lambda entry: entry.key).map(tuple)
    comment = st.lists(_LINE, max_size=3).map("\n".join)
    return st.builds(Catalog, fields.filter(lambda f: "charset" not in str(f)), entries, comment)
