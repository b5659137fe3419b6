"""Names and addresses out of the files that address books write."""

import pytest
import vobject
from hypothesis import example, given
from hypothesis import strategies as st

from scheduling.errors import InvalidCards
from scheduling.events import Attendee
from scheduling.vcards import MOST_BYTES, MOST_CARDS, read_cards


def card(*lines: str) -> bytes:
    return "\r\n".join(["BEGIN:VCARD", *lines, "END:VCARD", ""]).encode()


@pytest.mark.parametrize(
    "lines",
    [
        ("VERSION:3.0", "FN:Ana Müller", "EMAIL;TYPE=INTERNET:Ana@Example.com"),
        ("VERSION:4.0", "N:Müller;Ana;;;", "item1.EMAIL:mailto:ana@example.com", "item1.X-ABLabel:Work"),
        (
            "VERSION:2.1",
            "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ana=20=",
            "M=C3=BCller",
            "EMAIL;INTERNET:ana@example.com",
        ),
        ("VERSION:3.0", "FN:Ana", "  Müller", 'EMAIL;X="a:b;c":ana@', " example.com"),
        ("VERSION:3.0", "FN:Ana Müller", "EMAIL:old@example.com", "EMAIL;TYPE=work,PREF:ana@example.com"),
    ],
    ids=["3.0", "4.0, Apple", "2.1, quoted-printable", "folded", "preferred"],
)
def test_a_card_of_every_version(lines: tuple[str, ...]) -> None:
    further = sum("EMAIL" in line for line in lines) - 1
    assert read_cards(card(*lines)) == ([Attendee("Ana Müller", "ana@example.com")], 0, further)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_every_encoding(encoding: str) -> None:
    data = card("FN:Ana Müller", "EMAIL:ana@example.com").decode().encode(encoding)
    assert read_cards(data) == ([Attendee("Ana Müller", "ana@example.com")], 0, 0)


def test_cards_without_name_or_address_are_counted() -> None:
    data = (
        card("FN:Ana")
        + card("EMAIL:a@example.com")
        + card("FN:Bob", "EMAIL:no address")
        + card("FN:C", "EMAIL:c@d.de")
    )
    assert read_cards(data) == ([Attendee("C", "c@d.de")], 3, 0)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no vCard file"),
        (b"name,email\nAna,ana@example.com\n", "no vCard file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "no vCard file"),
        (card("FN:Ana", "EMAIL:a@b.de").removesuffix(b"END:VCARD\r\n"), "breaks off"),
        (card("FN:Ana").removesuffix(b"END:VCARD\r\n") + card("FN:Bob"), "breaks off"),
        (b"x" * (MOST_BYTES + 1), "larger than 1 MB"),
        (card("FN:Ana") * (MOST_CARDS + 1), "more than 2000"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, words: str) -> None:
    with pytest.raises(InvalidCards, match=words):
        read_cards(data)


def test_a_value_in_any_number_of_pieces() -> None:
    name = card(
        "FN;ENCODING=QUOTED-PRINTABLE:Ana=", *["="] * 300_000, "=20M=C3=BCller", "EMAIL:ana@example.com"
    )
    assert read_cards(name) == ([Attendee("Ana Müller", "ana@example.com")], 0, 0)


def test_an_escaped_name_is_one_line() -> None:
    people, *_ = read_cards(card(r"FN:Müller\, Ana\nBcc: x@y.z", "EMAIL:ana@example.com"))
    assert people == [Attendee("Müller, Ana Bcc: x@y.z", "ana@example.com")]


@given(st.binary(max_size=300))
@example(b"BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:=\n")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        people, others, _ = read_cards(b"BEGIN:VCARD\r\n" + data + b"\r\nEND:VCARD\r\n")
    except InvalidCards:
        return
    assert len(people) + others >= 1


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60))
def test_what_another_program_writes_is_read_back(name: str) -> None:
    written = vobject.vCard()
    written.add("fn").value = name
    written.add("n").value = vobject.vcard.Name(given=name)
    written.add("email").value = "ana@example.com"
    assert read_cards(written.serialize().encode()) == ([Attendee(name, "ana@example.com")], 0, 0)
