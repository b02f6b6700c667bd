"""The health summaries that some personas keep: `x-health`, which is ours and not Myinfo's."""

from typing import Any

from singpass_mock.persona_values import META, concept, insurance, leaves

# Source 2: the person wrote it down, and nobody else stands behind it.
_META = {**META, "source": "2"}

MEI_LINGS_HEALTH: dict[str, Any] = {
    **_META,
    "bloodgroup": {"value": "B+"},
    "allergies": [
        {
            "substance": concept("snomed-ct", "293586001", "Allergy to aspirin"),
            "reactions": [concept("snomed-ct", "41291007", "Angioedema")],
            **leaves(severity="severe", status="active", recorded="2012-05"),
        }
    ],
    "conditions": [
        {
            "condition": concept("icd-10", "E11.9", "Type 2 diabetes mellitus without complications"),
            **leaves(status="active", onset="2021-09", abated=""),
        },
        {
            "condition": concept("icd-10", "A90", "Dengue fever"),
            **leaves(status="resolved", onset="2019-07-01", abated="2019-07-15"),
        },
    ],
    "medications": [
        {
            "medicine": concept("atc", "A10BA02", "Metformin 500 mg"),
            **leaves(dosage="1 tablet twice a day with meals", status="active", start="2021-09-20", end=""),
        }
    ],
    "immunizations": [
        {
            "vaccine": concept("atc", "J07BB02", "Influenza"),
            **leaves(date="2026-05-04", dose="1", lot="SIM-FLU-26", place="SIMULATED POLYCLINIC"),
        }
    ],
    "insurance": insurance("SIM-P-000088", valid_from="2026-01-01", valid_until="2026-12-31"),
}

# No medicines were entered, which is not the same as none; and the policy has run out.
IRFANS_HEALTH: dict[str, Any] = {
    **_META,
    "bloodgroup": {"value": "O+"},
    "allergies": [],
    "conditions": [
        {
            "condition": concept("icd-10", "I10", "Essential (primary) hypertension"),
            **leaves(status="active", onset="2020", abated=""),
        }
    ],
    "insurance": insurance("SIM-P-000085", valid_from="2025-04-01", valid_until="2026-03-31"),
}

PRIYAS_HEALTH: dict[str, Any] = {
    **_META,
    "insurance": insurance("SIM-P-000003", valid_from="2025-09-01", valid_until="2027-08-31"),
}

# Asked, and none known.
SIEW_HWAS_HEALTH: dict[str, Any] = {**_META, "allergies": [], "conditions": [], "medications": []}
