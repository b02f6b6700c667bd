"""Names of operations and schemas: every one has its own, also where both issuers offer it."""

from bridge.domain.profiles import Profile


def named(profile: Profile, name: str) -> str:
    """`redeemCode` of the FAPI 2.0 issuer, `baselineRedeemCode` of the other."""
    return name if profile is Profile.FAPI else f"baseline{name[0].upper()}{name[1:]}"


def schema_name(profile: Profile, name: str) -> str:
    """`TokenResponse` of the FAPI 2.0 issuer, `BaselineTokenResponse` of the other."""
    return name if profile is Profile.FAPI else f"Baseline{name}"
