"""The catalogue: which shape each item has."""

from collections.abc import Mapping

from singpass_mock.items import (
    AcademicQualifications,
    CodedItem,
    Item,
    LocalAddress,
    MobileNumber,
    UnformattedAddress,
    ValueItem,
)
from singpass_mock.own_items import Education, HealthSummary

# Which shapes an item may take; every item may also be `Unavailable`. The first that fits is taken.
SHAPES: Mapping[str, tuple[type[Item], ...]] = {
    "name": (ValueItem,),
    "aliasname": (ValueItem,),
    "hanyupinyinname": (ValueItem,),
    "hanyupinyinaliasname": (ValueItem,),
    "marriedname": (ValueItem,),
    "uinfin": (ValueItem,),
    "partialuinfin": (ValueItem,),
    "sex": (CodedItem,),
    "race": (CodedItem,),
    "secondaryrace": (CodedItem,),
    "dialect": (CodedItem,),
    "dob": (ValueItem,),
    "residentialstatus": (CodedItem,),
    "nationality": (CodedItem,),
    "birthcountry": (CodedItem,),
    "passportnumber": (ValueItem,),
    "passportexpirydate": (ValueItem,),
    "passtype": (CodedItem,),
    "passstatus": (ValueItem,),
    "passexpirydate": (ValueItem,),
    "employmentsector": (ValueItem,),
    "mobileno": (MobileNumber,),
    "email": (ValueItem,),
    "regadd": (LocalAddress, UnformattedAddress),
    "hdbtype": (CodedItem,),
    "housingtype": (CodedItem,),
    "academicqualifications": (AcademicQualifications,),
    "x-health": (HealthSummary,),
    "x-education": (Education,),
}
