"""All five partner sites, or those named, in one process with a port each. Settings are each site's own.

python examples/all_sites.py hospital hotel
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run as a file, from anywhere

from examples.admissions_sg import app as admissions
from examples.clinic_vn import app as clinic
from examples.hospital_sg import app as hospital
from examples.hotel_vn import app as hotel
from examples.partner_site import serving
from examples.university_vn import app as university

SITES = {module.PROFILE.slug: module.PROFILE for module in (hospital, university, hotel, clinic, admissions)}


def main(names: list[str]) -> None:
    """Serves the sites of those names, or all."""
    unknown = [name for name in names if name not in SITES]
    if unknown:
        sys.stderr.write(f"unknown site: {', '.join(unknown)}; there are {', '.join(SITES)}\n")
        raise SystemExit(2)
    serving.run([SITES[name] for name in names or SITES], [])


if __name__ == "__main__":
    main(sys.argv[1:])
