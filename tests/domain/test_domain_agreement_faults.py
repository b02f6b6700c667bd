"""What is wrong with an agreement is told whole, each fault with its line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.domain.agreement import Agreement, Fault, parse_agreement
from bridge.domain.agreement_yaml import DEEPEST, LONGEST_TEXT
from domain.samples import AGREEMENT_TEXT


def faults_of(text: str) -> tuple[Fault, ...]:
    parsed = parse_agreement(text)
    assert not isinstance(parsed, Agreement), "the text was accepted"
    return parsed


def changed(old: str, new: str, *, occurrence: int = 1) -> tuple[str, int]:
    """The agreement with one occurrence of a piece replaced, and the line where that piece began."""
    at = -1
    for _ in range(occurrence):
        at = AGREEMENT_TEXT.index(old, at + 1)
    text = AGREEMENT_TEXT[:at] + new + AGREEMENT_TEXT[at + len(old) :]
    return text, AGREEMENT_TEXT.count("\n", 0, at) + 1


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        pytest.param("serial: 4", "serial: 0", "from 1 to", id="serial zero"),
        pytest.param("serial: 4", "serial: 0x1", "a whole number", id="serial in hexadecimal"),
        pytest.param("serial: 4", 'serial: "1"', "a whole number", id="serial as a text"),
        pytest.param("serial: 4", "serail: 1", "unknown key 'serail'", id="misspelt key"),
        pytest.param("serial: 4", "serial: 4\nserial: 4", "there twice", id="key twice"),
        pytest.param("serial: 4", "serial: 4\n[a]: b", "a plain word", id="key that is a list"),
        pytest.param("serial: 4", "serial: &s 1", "anchor", id="anchor"),
        pytest.param("serial: 4", "serial: *s", "alias", id="alias"),
        pytest.param("serial: 4", "serial: !!int 1", "tag", id="tag"),
        pytest.param("serial: 4", "serial: ]", "not YAML", id="broken notation"),
        pytest.param("serial: 4", "serial: \x07", "YAML refuses", id="refused character"),
        pytest.param("2026-01-01", "2026-02-30", "no day of the calendar", id="no such day"),
        pytest.param("2026-01-01", "1 January", "a day such as", id="a day in words"),
        pytest.param("2026-01-01", "2026-01-01T00:00:00Z", "a day such as", id="a moment for a day"),
        pytest.param("vi: Thỏa", "vn: Thỏa", "unknown key 'vn'", id="language"),
        pytest.param("en: Hotel check-in", "en: ' ' #", "1 to 600 characters", id="an empty text"),
        pytest.param("en: Hotel", "en: Hotel\u200b", "invisible", id="an invisible letter"),
        pytest.param("en: Hotel", "en: Ho\u0302tel", "NFC", id="a text that is not NFC"),
        pytest.param(
            "reference: Simulated contract", "reference: 12 #", "needs quotes", id="number for text"
        ),
        pytest.param(
            "  tourism.checkin:", "  tourism.chekin:", "'tourism.chekin' is no purpose", id="purpose"
        ),
        pytest.param("VN->SG", "VN->MY", "no direction", id="a third country"),
        pytest.param(
            "kind: transfer_agreement", "kind: handshake", "kind of instrument", id="instrument kind"
        ),
        pytest.param(
            "enforceable_contract", "transfer_agreement", "instrument of VN", id="law of the other side"
        ),
        pytest.param(
            "      purpose: Article 2", "      porpose: Article 2", "unknown key 'porpose'", id="contents"
        ),
        pytest.param(
            "    data_sharing_direction:",
            "    exemption: 20.6a\n    data_sharing_direction:",
            "there is no 'exemption'",
            id="exemption from another law",
        ),
        pytest.param("filed_on: 2026-01-15", "filed_on: soon", "a day such as", id="filed some day"),
        pytest.param(
            "    impact_dossier:",
            "    exemption: 20.7\n    impact_dossier:",
            "needs quotes",
            id="no exemption",
        ),
        pytest.param(
            "    impact_dossier:",
            "    exemption: 20.6b\n    impact_dossier:",
            "no exemption",
            id="other point",
        ),
        pytest.param(
            "    impact_dossier:",
            "    exemption: 20.6a\n    impact_dossier:",
            "an exempt transfer",
            id="both",
        ),
        pytest.param(
            "purposes: [health.registration",
            "purposes: [crime.prevention",
            "no purpose",
            id="direction's purpose",
        ),
        pytest.param(
            "child_below: {VN: 16, SG: 13}", "child_below: {VN: 16}", "'SG' is missing", id="one regime"
        ),
        pytest.param(
            "child_below: {VN: 16, SG: 13}",
            "child_below: {VN: 16, SG: 19}",
            "from 0 to 18",
            id="regime's age",
        ),
        pytest.param(
            "    userinfo_calls: 1",
            "    userinfo_calls: 1\n    written_summary: {vi: Bảo vệ như nhau, en: The same}",
            "there is no 'written_summary'",
            id="summary not due",
        ),
        pytest.param(
            "purpose: tourism.checkin", "purpose: crime.prevention", "no purpose", id="other purpose"
        ),
        pytest.param("id: VNSG-HEALTH-1", "id: vnsg health", "an identifier", id="identifier's form"),
        pytest.param("id: SGVN-TOURISM-1", "id: VNSG-HEALTH-1", "already used", id="identifier twice"),
        pytest.param("[name, birth", "[nric, birth", "never crosses the border", id="a national number"),
        pytest.param("[name, birth", "[horoscope, birth", "no attribute", id="unknown attribute"),
        pytest.param(
            "[name, birth", "[name#und-Latn-x-mrz, birth", "comes with 'name'", id="derived attribute"
        ),
        pytest.param("[name, birth", "[name, name, birth", "listed twice", id="attribute twice"),
        pytest.param("[phone_number, email]", "[name, email]", "both mandatory and optional", id="both"),
        pytest.param(
            "immunizations, transcripts]", "patient_summary]", "is made of allergies,", id="without its parts"
        ),
        pytest.param(
            "optional: [phone_number", "optional: phone #", "a list of attributes", id="a word for a list"
        ),
        pytest.param(
            "minimum_assurance: high", "minimum_assurance: 3", "needs quotes", id="level as a number"
        ),
        pytest.param(
            "minimum_assurance: high", "minimum_assurance: top", "assurance level", id="level unknown"
        ),
        pytest.param("retention: P30D", "retention: 30 days", "ISO 8601", id="duration in words"),
        pytest.param("retention: P30D", "retention: P\u0663\u0660D", "ISO 8601", id="Arabic digits"),
        pytest.param("child_below: 16", "child_below: 1\uff16", "from 0 to 18", id="a full-width digit"),
        pytest.param("retention: P30D", "retention: P", "ISO 8601", id="duration unsaid"),
        pytest.param("retention: P30D", "retention: P1DT", "ISO 8601", id="duration with an empty time"),
        pytest.param("retention: P30D", "retention: P0D", "longer than nothing", id="duration of nothing"),
        pytest.param("onward_transfer: false", "onward_transfer: NO", "true or false", id="NO is a word"),
        pytest.param("onward_transfer: false", "onward_transfer: 0", "true or false", id="0 is a number"),
        pytest.param("onward_transfer: false", "onward_transfer: 'false'", "true or", id="a quoted truth"),
        pytest.param("instrument: VN-DTA-2026-01", "instrument: VN-DTA-1999", "no instrument", id="dangling"),
        pytest.param(
            "instrument: VN-DTA-2026-01", "instrument: SG-LEO-2026-01", "carries SG->VN", id="other way"
        ),
        pytest.param("sectors: [health]", "sectors: [gambling]", "no sector", id="unknown sector"),
        pytest.param("sectors: [health]", "sectors: []", "a list of sectors", id="no sector"),
        pytest.param("child_below: 16", "child_below: 19", "from 0 to 18", id="age too high"),
        pytest.param("userinfo_calls: 1", "userinfo_calls: 0", "from 1 to 10", id="no call at all"),
        pytest.param(
            "baseline_allowed: false", "baseline_allowed: true", "never go by", id="sensitive baseline"
        ),
    ],
)
def test_one_thing_wrong_is_one_fault_with_its_line(old: str, new: str, complaint: str) -> None:
    text, line = changed(old, new)
    faults = faults_of(text)
    told = [fault for fault in faults if complaint in fault.message]
    assert told, faults
    # A second key of the same name is reported where it stands.
    assert line <= told[0].line <= line + new.count("\n")


@pytest.mark.parametrize(
    ("missing", "line_of"),
    [
        pytest.param("serial: 4\n", "# The agreement", id="serial"),
        pytest.param("    retention: P30D\n", "- id: VNSG-HEALTH-1", id="retention"),
        pytest.param("    userinfo_calls: 1\n", "- id: VNSG-HEALTH-1", id="number of calls"),
        pytest.param("    child_below: 16\n", "- id: VNSG-HEALTH-1", id="age of a child"),
        pytest.param(
            "      breach: Article 8, notice to the other party without delay, and its help\n",
            "purpose: Article 2",
            id="a part of a transfer agreement",
        ),
        pytest.param("      filed_on: 2026-01-15\n", "reference: SIM-CTIA", id="day of filing"),
        pytest.param(
            "        en: Consent of the patient (PDPA 2012 s 13–14 and 20)\n",
            "vi: Sự đồng ý của người bệnh",
            id="one language of a legal basis",
        ),
    ],
)
def test_something_missing_is_reported_where_it_should_be(missing: str, line_of: str) -> None:
    text = AGREEMENT_TEXT.replace(missing, "#" if not missing.endswith("\n") else "", 1)
    line = 1 + text.count("\n", 0, text.index(line_of))
    faults = faults_of(text)
    assert len(faults) == 1, faults
    key = missing.strip().split(":")[0]
    assert repr(key) in faults[0].message
    if line_of != "# The agreement":
        assert faults[0].line == line


def test_consent_as_the_instrument_needs_a_written_summary_in_every_clause_that_names_it() -> None:
    text, _ = changed("kind: enforceable_contract", "kind: consent_after_summary")
    faults = faults_of(text)
    assert {fault.message.split(", ")[1] for fault in faults} == {"'written_summary' is needed"}
    assert len(faults) == text.count("instrument: SG-LEO-2026-01")
    summary = "    written_summary: {vi: Bảo vệ như nhau, en: The same protection}\n"
    assert isinstance(
        parse_agreement(
            text.replace("    instrument: SG-LEO-2026-01\n", "    instrument: SG-LEO-2026-01\n" + summary)
        ),
        Agreement,
    )


def test_two_clauses_for_one_thing_are_refused() -> None:
    clause = AGREEMENT_TEXT[AGREEMENT_TEXT.index("  - id: VNSG") : AGREEMENT_TEXT.index("  # A Singapore")]
    text = AGREEMENT_TEXT + clause.replace("VNSG-HEALTH-1", "VNSG-HEALTH-9")
    (fault,) = faults_of(text)
    assert "already covered by the clause in line" in fault.message
    assert fault.line == AGREEMENT_TEXT.count("\n") + 2


@pytest.mark.parametrize(
    "occurrence", [pytest.param(1, id="the agreement"), pytest.param(3, id="the second instrument")]
)
def test_dates_the_wrong_way_round_are_refused(occurrence: int) -> None:
    text, _ = changed("until: 2031-01-01", "until: 2026-01-01", occurrence=occurrence)
    (fault,) = faults_of(text)
    assert "must be after" in fault.message


def test_a_clause_without_any_attribute_is_refused() -> None:
    text = AGREEMENT_TEXT.replace("[phone_number, email]", "[]", 1)
    text = text.replace("[name, birthdate, gender, nationalities, travel_document]", "[]", 1)
    (fault,) = faults_of(text)
    assert "at least one attribute" in fault.message


def test_a_purpose_that_is_used_must_be_described() -> None:
    start, end = AGREEMENT_TEXT.index("  tourism.checkin:"), AGREEMENT_TEXT.index("  tourism.age_check:")
    faults = faults_of(AGREEMENT_TEXT[:start] + AGREEMENT_TEXT[end:])
    assert {fault.message for fault in faults} == {"'tourism.checkin' is not described under purposes"}
    assert len(faults) == 2  # one for each clause that uses it


def test_all_faults_are_told_at_once_in_the_order_of_lines() -> None:
    text = AGREEMENT_TEXT.replace("serial: 4", "serial: one").replace("P30D", "forever", 2)
    text = text.replace("sectors: [tourism]", "sectors: [gambling]", 1)
    text = text.replace("[name, birth", "[nric, birth", 2)
    faults = faults_of(text)
    assert len(faults) == 6, faults
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)


def test_a_second_document_is_refused() -> None:
    assert any("one document" in fault.message for fault in faults_of(AGREEMENT_TEXT + "---\na: b\n"))


@pytest.mark.parametrize("directive", ["%YAML 1.1\n---\n", "%TAG ! tag:example.org,2026:\n---\n"])
def test_a_directive_is_refused(directive: str) -> None:
    # Under YAML 1.1 another reader of the same signed file would read NO as false.
    assert any("directive" in fault.message for fault in faults_of(directive + AGREEMENT_TEXT))


@pytest.mark.parametrize("text", ["", "# nothing\n", "just words", "- a\n- list\n", "null", "42"])
def test_what_is_no_mapping_is_refused(text: str) -> None:
    assert faults_of(text)


def test_a_text_that_is_too_long_is_refused_unread() -> None:
    (fault,) = faults_of(AGREEMENT_TEXT + "#" * LONGEST_TEXT)
    assert "longer than" in fault.message


def test_a_text_nested_too_deep_is_refused() -> None:
    faults = faults_of("a: " + "[" * 5000)
    assert f"deeper than {DEEPEST}" in faults[-1].message


def test_aliases_cannot_make_a_text_grow() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"
    told = " ".join(fault.message for fault in faults_of(bomb))
    assert "anchor" in told
    assert "alias" in told


@given(st.text(max_size=200))
def test_no_text_breaks_the_parser(text: str) -> None:
    faults = faults_of(text)
    assert all(fault.line >= 1 and fault.message for fault in faults)


# The agreement with its first two clauses: every kind of line there is, read a hundred times.
SHORT_TEXT = "  - id: ".join(AGREEMENT_TEXT.split("  - id: ")[:3]).rpartition("\n\n")[0] + "\n"


def test_the_short_agreement_is_one() -> None:
    parsed = parse_agreement(SHORT_TEXT)
    assert isinstance(parsed, Agreement)
    assert len(parsed.clauses) == 2


@settings(deadline=None)  # a machine with much to do reads a whole agreement slowly
@given(st.integers(0, len(SHORT_TEXT)), st.integers(0, 40), st.text(max_size=10))
def test_no_damage_breaks_the_parser(at: int, length: int, instead: str) -> None:
    parsed = parse_agreement(SHORT_TEXT[:at] + instead + SHORT_TEXT[at + length :])
    if isinstance(parsed, Agreement):
        assert parsed.clauses
        return
    assert parsed
    assert all(fault.line >= 1 for fault in parsed)
