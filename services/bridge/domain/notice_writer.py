"""Writes the notice of one request: from the agreement, the partner and what the citizen's country holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bridge.domain import notice_words as words
from bridge.domain.attribute_whys import why_asked
from bridge.domain.attributes import ATTRIBUTES, Text, released_claims
from bridge.domain.calendar_words import day_after, day_words, duration_words
from bridge.domain.clauses import Agreement, Clause, Country
from bridge.domain.notice_words_for_children import ABOUT, THEN_THE_REPRESENTATIVE, WILL_BE_ASKED, WORDS
from bridge.domain.notices import NOTICE_VERSION, PORTAL_PATH, Item, Notice, Reader, Stop, Term
from bridge.domain.partners import Partner


def notice(
    agreement: Agreement,
    clause: Clause,
    partner: Partner,
    *,
    offered: Iterable[str],
    missing: Iterable[str] = (),
    language: str,
    on: date,
) -> Notice:
    """The notice for a citizen of age: `offered` attributes can be given, `missing` ones the source does not
    hold.

    `on` is the UTC day of the answer: the recipient's time to keep the data is counted from it.
    """
    return NoticeWriter(agreement, clause, partner, language, on).write(offered, missing=missing)


@dataclass(frozen=True, slots=True)
class NoticeWriter:
    """Writes notices of one request, in the words for one `reader`."""

    agreement: Agreement
    clause: Clause
    partner: Partner
    language: str
    on: date
    reader: Reader = Reader.CITIZEN

    def write(self, offered: Iterable[str], *, missing: Iterable[str] = ()) -> Notice:
        """The notice of these attributes: `offered` can be given, `missing` the source does not hold."""
        attributes = frozenset(offered)
        mandatory = self._items(attributes & frozenset(self.clause.mandatory))
        optional = self._items(attributes - frozenset(self.clause.mandatory))
        about = ABOUT.get(self.reader)
        return Notice(
            version=NOTICE_VERSION,
            language=self.language,
            title=self._say(words.TITLE),
            heading=self._say(words.HEADING, who=self._who),
            purpose=self.clause.text.in_(self.language),
            journey=self._say(words.JOURNEY, who=self._who, provider=self._provider),
            stops=self._stops(),
            about_heading=self._say(about.heading) if about else "",
            about=tuple(self._say(each) for each in about.sentences) if about else (),
            request=self._request(),
            sensitive=self._sensitive((*mandatory, *optional)),
            mandatory_heading=self._say(words.MANDATORY),
            mandatory=mandatory,
            missing=self._missing(tuple(missing)),
            optional_heading=self._say(words.OPTIONAL) if optional else "",
            optional=optional,
            terms_heading=self._say(words.TERMS),
            terms=self._terms(),
            rights_heading=self._say(words.RIGHTS),
            rights=self._rights(),
            nothing_ticked=self._say(words.NOTHING_TICKED),
            closing=self._say(words.CLOSING),
            approve=self._say(words.APPROVE),
            deny=self._say(words.DENY),
        )

    def _say(self, text: Text, **known: object) -> str:
        own_words = WORDS[self.reader].get(text, text)
        return own_words.in_(self.language).format_map(known)

    def _country(self, country: Country) -> str:
        return self._say(words.COUNTRIES[country])

    @property
    def _who(self) -> str:
        return self.partner.legal_name.in_(self.language)

    @property
    def _provider(self) -> str:
        return words.PROVIDERS[self.clause.direction.exporter]

    def _stops(self) -> tuple[Stop, ...]:
        exporter, importer = self.clause.direction.exporter, self.clause.direction.importer
        here = self._say(words.YOU_ARE_HERE, country=self._country(exporter))
        return (
            Stop(
                f"{self._provider}, {self._country(exporter)}",
                self._say(words.AT_THE_SOURCE),
                self._say(words.LAWS[exporter]),
                is_here=False,
            ),
            Stop(self._say(words.YOU), here, self._say(words.BOTH_LAWS), is_here=True),
            *self._representatives_stop(),
            Stop(
                f"{self._who}, {self._country(importer)}",
                self._say(words.WOULD_RECEIVE),
                self._say(words.LAWS[importer]),
                is_here=False,
            ),
        )

    def _representatives_stop(self) -> tuple[Stop, ...]:
        if self.reader is not Reader.CHILD:
            return ()
        place, says = self._say(THEN_THE_REPRESENTATIVE), self._say(WILL_BE_ASKED)
        return (Stop(place, says, self._say(words.BOTH_LAWS), is_here=False),)

    def _request(self) -> tuple[Term, ...]:
        country = self._country(self.partner.country)
        state = words.VERIFIED if self.partner.verified else words.NOT_VERIFIED
        purpose = self.agreement.purposes[self.clause.purpose]
        return (
            Term(self._say(words.PURPOSE), purpose.text.in_(self.language)),
            Term(self._say(words.RECIPIENT), f"{self._who}, {country}"),
            Term(
                self._say(words.VERIFICATION),
                self._say(state, country=country),
                warning=not self.partner.verified,
            ),
            Term(self._say(words.CONTACT), self.partner.dpo_contact),
        )

    def _items(self, attributes: frozenset[str]) -> tuple[Item, ...]:
        return tuple(self._item(claim) for claim in released_claims(attributes))

    def _item(self, claim: str) -> Item:
        attribute = ATTRIBUTES[claim]
        purpose = self.agreement.purposes[self.clause.purpose]
        # A derived claim comes along with its attribute, for the same reason: its note says what it is.
        why = why_asked(purpose, claim, mandatory=claim in self.clause.mandatory)
        asked = "" if attribute.derived_from else why.in_(self.language)
        return Item(
            claim=claim,
            label=attribute.label.in_(self.language),
            why=self._say(words.WHY, why=asked) if asked else "",
            note=attribute.note.in_(self.language) if attribute.note else "",
            tag=self._say(words.SENSITIVE) if attribute.sensitive else "",
        )

    def _sensitive(self, items: tuple[Item, ...]) -> str:
        named = ", ".join(item.label for item in items if item.tag)
        return self._say(words.SENSITIVE_ANNOUNCED, items=named) if named else ""

    def _missing(self, attributes: tuple[str, ...]) -> str:
        named = ", ".join(ATTRIBUTES[claim].label.in_(self.language) for claim in attributes)
        return self._say(words.MISSING, items=named, provider=self._provider) if named else ""

    def _terms(self) -> tuple[Term, ...]:
        clause = self.clause
        uses = words.ONE_USE if clause.userinfo_calls == 1 else words.SEVERAL_USES
        onward = words.ONWARD_ALLOWED if clause.onward_transfer else words.ONWARD_NOT_ALLOWED
        return (
            Term(self._say(words.USE), self._say(uses, uses=clause.userinfo_calls)),
            Term(self._say(words.RETENTION), self._retention()),
            Term(self._say(words.ONWARD), self._say(onward)),
            *(
                Term(self._say(words.LEGAL_BASIS, country=self._country(country)), basis.in_(self.language))
                for country, basis in clause.legal_basis.items()
            ),
            # PDP Regulations 2021 reg 10: where the consent itself carries the data, it does so by these
            *(
                [Term(self._say(words.WRITTEN_SUMMARY), clause.written_summary.in_(self.language))]
                if clause.written_summary
                else []
            ),
            Term(
                self._say(words.CLAUSE),
                self._say(words.CLAUSE_OF, clause=clause.id, serial=self.agreement.serial),
            ),
        )

    def _retention(self) -> str:
        length = duration_words(self.clause.retention, self.language)
        last = day_after(self.on, self.clause.retention)
        if last is None:
            return self._say(words.KEPT_FOR, duration=length)
        return self._say(words.KEPT_UNTIL, duration=length, day=day_words(last, self.language))

    def _rights(self) -> tuple[Term, ...]:
        contact = self.partner.dpo_contact
        return (
            Term(self._say(words.WITHDRAWAL), self._say(words.WITHDRAW, path=PORTAL_PATH, contact=contact)),
            Term(self._say(words.ASK_TO_SEE), self._say(words.ASK, contact=contact)),
        )
