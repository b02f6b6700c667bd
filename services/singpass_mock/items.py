"""The shapes of Myinfo items.

Metadata sits on the item, or on the record of a repeated one; inner leaves carry only `{value}` or
`{code, desc}`. An item that cannot be given has `unavailable: true` and no data at all.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Day = Annotated[str, Field(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]  # "" where the source keeps no date


class Source(StrEnum):
    """Who stands behind an item."""

    GOVERNMENT = "1"
    USER = "2"
    NOT_APPLICABLE = "3"
    SINGPASS = "4"


class Shape(BaseModel):
    """A part of an item."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(Shape):
    """What every item carries, whatever its data."""

    lastupdated: Day
    source: Source
    classification: Literal["C"] = "C"


class Unavailable(Item):
    """An item that was asked for and cannot be given. It has no data keys."""

    unavailable: Literal[True] = True


class ValueItem(Item):
    """A single value: names, numbers, dates."""

    value: str


class CodedItem(Item):
    """A code of a Myinfo code table with its description."""

    code: str
    desc: str


class Leaf(Shape):
    """A value inside an item."""

    value: str


class Flag(Shape):
    """A boolean inside an item."""

    value: bool


class CodedLeaf(Shape):
    """A code inside an item."""

    code: str
    desc: str


class MobileNumber(Item):
    """A telephone number in three parts; joined they are E.164."""

    prefix: Leaf
    areacode: Leaf
    nbr: Leaf


class LocalAddress(Item):
    """An address in Singapore."""

    type: Literal["SG"] = "SG"
    block: Leaf
    building: Leaf
    floor: Leaf
    unit: Leaf
    street: Leaf
    postal: Leaf
    country: CodedLeaf


class UnformattedAddress(Item):
    """An address abroad, as two lines of text."""

    type: Literal["UNFORMATTED"] = "UNFORMATTED"
    line1: Leaf
    line2: Leaf


class SubjectResult(Shape):
    """One line of a transcript."""

    subject: Leaf
    level: Leaf
    grade: Leaf
    subsubject: Leaf
    subgrade: Leaf


class Transcript(Shape):
    """A GCE N, O or A level result slip."""

    name: Leaf
    yearattained: Leaf
    results: tuple[SubjectResult, ...]
    explanatorynotes: Leaf


class CertificateReference(Shape):
    """Where a certificate is an OpenCert."""

    id: Leaf
    primary: Flag


class Certificate(Shape):
    """A certificate file; `content` is base64."""

    name: Leaf
    content: Leaf
    opencertificate: CertificateReference
    opencertificateindicator: Flag


class AcademicQualifications(Item):
    """Two parts under one item, each with its own scope."""

    transcripts: tuple[Transcript, ...] = ()
    certificates: tuple[Certificate, ...] = ()
