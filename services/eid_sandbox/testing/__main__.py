"""`python -m eid_sandbox.testing [host:port ...]`: a link for one test run, until its standard input closes.

Prints one line of JSON when everything answers: addresses, and how to reach the controls. The arguments are
what the bridge may fetch from on this machine.
"""

import sys

from eid_sandbox.testing.stage import run

if __name__ == "__main__":
    run(sys.argv[1:])
