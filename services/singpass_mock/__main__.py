"""`python -m singpass_mock`: runs the mock with the settings of the environment until it is stopped."""

import os
import sys

from pydantic import ValidationError

from eid_kit.http.data_folder import UnusableFolder, require_folder
from eid_kit.http.log_lines import write_log_lines
from eid_kit.http.outbound import Outbound
from eid_kit.http.serve import run
from eid_kit.http.settings_faults import settings_faults, warn_of_unknown_settings
from eid_kit.simulator.clients_file import ClientsFileError
from eid_kit.simulator.clock import MovableClock
from eid_kit.simulator.faults import Faults
from eid_kit.simulator.key_files import UnusableKeyFile
from singpass_mock.app import create_app
from singpass_mock.faults import SingpassFault
from singpass_mock.settings import SingpassSettings


def main() -> None:
    """Exits with 2 when the clients file or a key file is not in order, or the port is in use."""
    try:
        settings = SingpassSettings()
        require_folder(settings.data_dir, setting="SINGPASS_DATA_DIR")
        app = create_app(
            settings,
            clock=MovableClock(),
            faults=Faults(SingpassFault),
            random_bytes=os.urandom,
            outbound=Outbound(allow=settings.outbound_allow),
        )
    except ValidationError as error:
        sys.stderr.write(f"{settings_faults(error, prefix='SINGPASS_')}\n")
        raise SystemExit(2) from error
    except (ClientsFileError, UnusableFolder, UnusableKeyFile) as error:
        sys.exit(_complaint(error))
    write_log_lines(settings.log_format, service="singpass-mock")
    warn_of_unknown_settings(os.environ, prefix="SINGPASS_", known=SingpassSettings.model_fields)
    run(app, host=settings.host, port=settings.port, name="singpass")


def _complaint(error: Exception) -> int:
    sys.stderr.write(f"{error}\n")
    return 2


if __name__ == "__main__":
    main()
