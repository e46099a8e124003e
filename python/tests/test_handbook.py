"""The handbook's page for researchers who use Python does what it says."""

import doctest
import pathlib
import unittest

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/handbook/python.md"


class Handbook(unittest.TestCase):
    def test_every_example_of_the_page_runs_as_it_stands(self):
        done = doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
        self.assertEqual(done.failed, 0)
        self.assertGreater(done.attempted, 15)


if __name__ == "__main__":
    unittest.main()
