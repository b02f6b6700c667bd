"""`python -m vneid_mock`: the mock alone, on its own port."""

import os
import secrets
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
from vneid_mock.app import create_app
from vneid_mock.faults import VneidFault
from vneid_mock.settings import Settings

EXIT_BAD_SETTINGS = 2


def main() -> None:
    """Serves until interrupted; bad settings, clients or key files end it with exit code 2."""
    try:
        settings = Settings()
        require_folder(settings.data_dir, setting="VNEID_DATA_DIR")
        app = create_app(
            settings,
            clock=MovableClock(),
            faults=Faults(VneidFault),
            random_bytes=secrets.token_bytes,
            outbound=Outbound(allow=settings.outbound_allow),
        )
    except ValidationError as error:
        sys.stderr.write(f"{settings_faults(error, prefix='VNEID_')}\n")
        raise SystemExit(EXIT_BAD_SETTINGS) from error
    except (ClientsFileError, UnusableFolder, UnusableKeyFile) as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(EXIT_BAD_SETTINGS) from error
    write_log_lines(settings.log_format, service="vneid-mock")
    warn_of_unknown_settings(os.environ, prefix="VNEID_", known=Settings.model_fields)
    run(app, host=settings.host, port=settings.port, name="vneid-mock", setting="VNEID_PORT")


if __name__ == "__main__":
    main()
