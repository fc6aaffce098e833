"""How values reach the connector: the shell's as they are, .env's as they stand in the file."""

import pytest

from project import Project

PRINT = """
from pathlib import Path
from sfl.environment import settings
print(settings(Path("/repo")).get("SFL_ONGAGE_PASSWORD"))
"""


def password(project: Project, **given: str) -> str:
    return project.inside("sfl", "python", "-c", PRINT, given=given).rstrip("\n")


def test_what_is_not_set_stays_unset(clean: Project) -> None:
    assert password(clean) == "None"


def test_the_shell_s_value_arrives_as_it_is(clean: Project) -> None:
    assert password(clean, SFL_ONGAGE_PASSWORD="a$b\\c'd\"e #f") == "a$b\\c'd\"e #f"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("pa$word", "pa$word"),
        ('"pa$word"', "pa$word"),
        ("'pa$word'", "pa$word"),
        ("$ecret", "$ecret"),
        ("pa${word}", "pa${word}"),
        ("pa$$word", "pa$$word"),
        ("pa\\$word", "pa\\$word"),
        ("'pa\\\\word'", "pa\\word"),
        ("pa#word # a comment", "pa#word"),
    ],
)
def test_env_s_value_arrives_as_it_stands_there(clean: Project, written: str, meant: str) -> None:
    clean.dotenv(f"SFL_ONGAGE_PASSWORD={written}\n")
    assert password(clean) == meant


def test_the_shell_comes_before_env(clean: Project) -> None:
    clean.dotenv("SFL_ONGAGE_PASSWORD=of$the-file\n")
    assert password(clean, SFL_ONGAGE_PASSWORD="of the shell") == "of the shell"
