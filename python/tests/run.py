"""Runs every test of this folder, or of a folder in it that is named, against the installed package, and says how it went in one
line."""

import logging
import os
import pathlib
import sys
import tempfile
import unittest


class Told(unittest.TextTestResult):
    """Names each test as libtest does."""

    def addSuccess(self, test):
        super().addSuccess(test)
        print(f"test {test.id()} ... ok", flush=True)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        print(f"test {test.id()} ... FAILED", flush=True)

    def addError(self, test, err):
        super().addError(test, err)
        print(f"test {test.id()} ... FAILED", flush=True)


if __name__ == "__main__":
    here = pathlib.Path(__file__).parent
    sys.path.insert(0, str(here))
    # With a listener of its own a session sets up none.
    logging.getLogger("strongroom").addHandler(logging.NullHandler())
    folder = here / sys.argv[1] if len(sys.argv) > 1 else here
    suite = unittest.defaultTestLoader.discover(str(folder), pattern="test_*.py")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        result = unittest.TextTestRunner(stream=sys.stderr, verbosity=1, resultclass=Told).run(suite)
        os.chdir(here)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    for test, why in result.skipped:
        print(f"SKIPPED: {test.id()}: {why}", file=sys.stderr)
    # Errors of a whole module or class are no test that ran.
    passed = max(result.testsRun - failed - len(result.skipped), 0)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
