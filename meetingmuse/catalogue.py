"""Finds every text for people in templates and Python, and keeps the catalogues of their translations; never translates."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import template

# the errors of scheduling are worded where they are raised, and translated where they are shown
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "SchedulingError": None,
    "InvalidAttendees": None,
    "InvalidCards": None,
    "InvalidText": None,
}
ROOT = Path(settings.BASE_DIR)
DOMAIN = "django"


def path_of(language: str) -> Path:
    """Return where the catalogue of a language is."""
    return ROOT / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str) -> Catalog:
    """Return the catalogue as it is kept; an empty one for a new language."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, domain=DOMAIN)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def renewed(language: str) -> Catalog:
    """Return the kept catalogue with exactly the texts there are now."""
    catalogue = read(language)
    began = catalogue.creation_date
    catalogue.update(_texts(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.creation_date = began
    return catalogue


def write(catalogue: Catalog) -> None:
    """Keep a catalogue, sorted and without what would change with every line of code."""
    path = path_of(str(catalogue.locale))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, no_location=True, omit_header=False, sort_output=True, width=110)


def faults(language: str) -> Iterator[str]:
    """Yield what is wrong with a kept catalogue: texts without a translation, unsure, gone, or with other placeholders."""
    kept, texts = read(language), _texts()
    for text in texts:
        if text.id and (found := kept.get(text.id, text.context)) is None:
            yield f"not in the catalogue: {_name(text)}"
        elif text.id and found and (problem := _fault(found)):
            yield f"{problem}: {_name(text)}"
    for text in kept:
        if text.id and texts.get(text.id, text.context) is None:
            yield f"no longer used: {_name(text)}"
    yield from (f"no longer used: {_name(text)}" for text in kept.obsolete.values())


def _fault(text: Message) -> str:
    translations = text.string if isinstance(text.string, tuple | list) else (text.string,)
    if not all(translations):
        return "not translated"
    if text.fuzzy:
        return "not sure"
    problems = [str(problem) for problem in text.check()]
    return problems[0] if problems else ""


def _name(text: Message) -> str:
    return text.id[0] if isinstance(text.id, tuple | list) else str(text.id)


def _texts() -> Catalog:
    """Return a catalogue of every text, without a translation."""
    found = Catalog(domain=DOMAIN)
    for folder in ("meetingmuse", "conversations", "scheduling"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            _take(found, "python", path.read_bytes())
    for path in sorted((ROOT / "templates").rglob("*.html")):
        # Django turns a template into calls of gettext among words that mean nothing, which are no Python
        _take(found, "javascript", template.templatize(path.read_text()).encode())
    return found


def _take(catalogue: Catalog, language: str, source: bytes) -> None:
    for _, text, comments, context in extract(language, BytesIO(source), KEYWORDS, ["Translators"]):
        catalogue.add(text, context=context, auto_comments=comments)
