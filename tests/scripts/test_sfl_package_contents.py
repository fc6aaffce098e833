"""What ships is the seven files and what they import; everything that is wrong with the rest is named at once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from checkout import MARK, Checkout, Sfl
from sfl import contents, leaks
from sfl.errors import CheckFailed

pytestmark = pytest.mark.once

SEVEN = ["__init__.py", "api.py", "connector.py", "models.py", "requirements.txt", "sync.py", "toolkit/__init__.py"]
# In pieces: what looks for secrets in this repository need not find these.
KEY = "AKIA" + "ZQ3DRSTUVWXY2345"
PEM = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8Qu\n"


def folder(path: Path, **files: str) -> Path:
    """A connector of the seven files, with these besides; `streams__run` is streams/run.py."""
    named = {f"{name.replace('__', '/', 1)}.py": text for name, text in files.items()}
    for name, text in {**dict.fromkeys(SEVEN, ""), **named}.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    return path


PACKAGE = {"streams____init__": "", "streams__run": "", "streams__old": ""}
RUN = ["streams/__init__.py", "streams/run.py"]
CIRCLE = {"connector": "import account", "account": "import fields", "fields": "import account"}


@pytest.mark.parametrize(
    ("files", "shipped"),
    [
        ({"fields": ""}, []),
        ({"connector": "import fields", "fields": ""}, ["fields.py"]),
        ({"connector": "import fields as f, json", "fields": ""}, ["fields.py"]),
        ({"api": "from fields import x", "fields": ""}, ["fields.py"]),
        ({"sync": "def late():\n    import fields", "fields": ""}, ["fields.py"]),
        (CIRCLE, ["account.py", "fields.py"]),
        ({**PACKAGE, "sync": "from streams import run"}, RUN),
        ({**PACKAGE, "sync": "from streams.run import go"}, RUN),
        ({**PACKAGE, "sync": "import streams.run"}, RUN),
        ({**PACKAGE, "sync": "import streams", "streams____init__": "from streams import run"}, RUN),
        ({"sync": "import streams.run", "streams__run": ""}, ["streams/run.py"]),
        ({**PACKAGE, "sync": "from streams import *"}, ["streams/__init__.py"]),
        ({"toolkit__casts": "", "toolkit__old": ""}, ["toolkit/casts.py", "toolkit/old.py"]),
        ({"connector": "import requests\nfrom pathlib import Path"}, []),
    ],
    ids=[
        "not imported", "import", "import as", "from", "in a function", "in a circle", "module of a package",
        "name of a module", "dotted", "by the package", "no __init__", "star", "toolkit", "installed",
    ],
)  # fmt: skip
def test_what_is_imported_ships(tmp_path: Path, files: dict[str, str], shipped: list[str]) -> None:
    assert contents.shipped(folder(tmp_path, **files)) == sorted([*SEVEN, *shipped])


def test_what_is_no_python_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(CheckFailed, match=r"api\.py:2 is not Python: cannot assign"):
        contents.shipped(folder(tmp_path, api="import json\nf() = 2\n"))


# --- Findings ---


def test_what_git_ignores_is_neither_shipped_nor_left_over(sfl: Sfl, checkout: Checkout) -> None:
    checkout.configure()
    for name in ("files/state.json", "__pycache__/connector.cpython-312.pyc", "toolkit/__pycache__/x.pyc"):
        path = checkout.connector / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    run = sfl("package", "stub")
    assert (run.code, run.err) == (0, "")
    assert "6 files" in run.out


def test_everything_that_is_wrong_is_named_at_once_and_nothing_is_written(sfl: Sfl, checkout: Checkout) -> None:
    (checkout.connector / "tests").mkdir()
    (checkout.connector / "tests" / "test_api.py").touch()
    (checkout.connector / ".gitignore").write_text("local.py\n", encoding="utf-8")
    (checkout.connector / "secrets.txt").touch()
    (checkout.connector / "local.py").touch()
    (checkout.connector / "api.py").symlink_to(checkout.root / "toolkit" / "errors.py")
    checkout.edit("connector.py", "import json\n", f'import json\nimport local\n\nKEY = "{KEY}"\n')
    before = checkout.tree()
    run = sfl("package", "stub")
    assert (run.code, run.out) == (1, "")
    assert run.err == (
        "sfl: stub is not packaged:"
        " left over: .gitignore, secrets.txt, tests/test_api.py (import it, move it away or have git ignore it);"
        " a link: api.py (put what it leads to in its place);"
        " shipped, but ignored by git: local.py (commit it, or import it no more);"
        " like a secret: connector.py:6 (AWS Access Key) (take it out, or mark its line # pragma: allowlist secret).\n"
    )
    assert checkout.tree() == before


def test_a_linked_folder_is_named_and_not_followed(sfl: Sfl, checkout: Checkout) -> None:
    elsewhere = checkout.root / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "notes.txt").touch()
    (checkout.connector / "linked").symlink_to(elsewhere)
    assert "left over: linked (" in sfl("package", "stub").err


def test_a_toolkit_that_is_a_link_is_named(sfl: Sfl, checkout: Checkout) -> None:
    toolkit = checkout.connector / "toolkit"
    toolkit.rename(checkout.root / "moved")
    toolkit.symlink_to(checkout.root / "moved")
    run = sfl("package", "stub")
    assert run.code == 1
    assert "stub is not packaged: a link: toolkit/__init__.py, toolkit/errors.py (" in run.err


def test_what_the_sdk_would_drop_is_named(sfl: Sfl, checkout: Checkout) -> None:
    """Its packager leaves out every folder called lib, without a word."""
    (checkout.connector / "lib").mkdir()
    (checkout.connector / "lib" / "__init__.py").touch()
    (checkout.connector / "lib" / "parse.py").touch()
    checkout.edit("connector.py", "import json\n", "import json\nfrom lib import parse\n")
    run = sfl("package", "stub")
    assert run.code == 1
    assert "dropped by the SDK's packager: lib/__init__.py, lib/parse.py (rename it)" in run.err


def test_what_the_sdk_would_add_is_named(sfl: Sfl, checkout: Checkout) -> None:
    """A connector that writes into its folder while it is loaded."""
    text = 'import json\nfrom pathlib import Path\nPath(__file__).with_name("made.txt").touch()\n'
    checkout.edit("connector.py", "import json\n", text)
    run = sfl("package", "stub")
    assert run.code == 1
    assert "added by the SDK's packager: made.txt (see what it is for)" in run.err


def test_a_module_that_only_the_checkout_has_is_missed(sfl: Sfl, checkout: Checkout) -> None:
    """Imported in a way that nobody can follow: what ships would not load."""
    (checkout.connector / "hidden.py").touch()
    checkout.edit("connector.py", "import json\n", 'import json\nHIDDEN = __import__("hidden")\n')
    run = sfl("package", "stub")
    assert run.code == 1
    assert "left over: hidden.py (" in run.err
    assert "connector.py does not load: ModuleNotFoundError: No module named 'hidden'." in run.err


# --- Secrets ---

LONG = "# as long as modules get\n" * 1000


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ('PASSWORD = "hunter2-and-more"', "Secret Keyword"),
        (f'ID = "{KEY}"', "AWS Access Key"),
        ('URL = "https://someone:p4ssw0rd@db.internal/"', "Basic Auth Credentials"),
        (f'PEM = """{PEM}"""\n{LONG}', "Private Key"),
        ('X = "c3VwZXIgbG9uZyBzdHJpbmcgc2hvdWxkIGNhdXNlIGVub3VnaCBlbnRyb3B5"', "Base64 High Entropy String"),
        ('X = "2b00042f7481c7b056c4b410d28f33cf9a1d7e54"', "Hex High Entropy String"),
    ],
    ids=["password", "cloud key", "address", "private key", "base64", "hex"],
)
def test_what_looks_like_a_secret_is_found(line: str, kind: str) -> None:
    found = leaks.like_secrets({"api.py": b"", "streams/run.py": f"import json\n\n{line}\n".encode()})
    assert found == [f"streams/run.py:{3 + (kind == 'Private Key')} ({kind})"]


def test_a_line_that_says_that_it_holds_none_is_believed() -> None:
    lines = b'KEYWORD = "password"\nPASSWORD = "as-in-the-docs-of-x"  # pragma: allowlist secret: a sample\n'
    assert leaks.like_secrets({"api.py": lines}) == []


def test_no_encoding_hides_a_secret() -> None:
    """The scanner itself leaves out a file that it cannot decode."""
    line = 'NAME = "\u00c1"; PASSWORD = "hunter2-and-more"'
    for encoding in ("utf-8", "cp1252"):
        assert leaks.like_secrets({"api.py": line.encode(encoding)}) == ["api.py:1 (Secret Keyword)"]


def test_no_name_hides_a_secret() -> None:
    assert leaks.like_secrets({"streams/swagger.py": f"ID = {KEY!r}".encode()}) == [
        "streams/swagger.py:1 (AWS Access Key)"
    ]


def test_pins_with_hashes_are_no_secrets() -> None:
    hashes = [f"    --hash=sha256:{hashlib.sha256(text).hexdigest()}" for text in (b"1", b"2")]
    pin = " \\\n".join(["tenacity==9.2.1", *hashes])
    assert leaks.like_secrets({"requirements.txt": pin.encode()}) == []


@pytest.mark.parametrize("place", ["environment", ".env", "configuration.json"])
def test_the_value_of_a_secret_of_the_connector_is_found_and_not_shown(
    sfl: Sfl, checkout: Checkout, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """Though its line says that it holds none."""
    value = f"{MARK}-in-code"
    set_in = {
        "environment": lambda: monkeypatch.setenv("SFL_STUB_PASSWORD", value),
        ".env": lambda: (checkout.root / ".env").write_text(f"SFL_STUB_PASSWORD='{value}'", encoding="utf-8"),
        "configuration.json": lambda: checkout.configure(password=value),
    }
    set_in[place]()
    (checkout.connector / "models.py").write_text(f'X = "{value}"  # pragma: allowlist secret\n', encoding="utf-8")
    run = sfl("package", "stub")
    finding = "holding a secret: models.py (SFL_STUB_PASSWORD) (take it out, and renew it at the source)"
    assert (run.code, run.out, run.err) == (1, "", f"sfl: stub is not packaged: {finding}.\n")


def test_what_is_no_secret_may_be_in_the_code(sfl: Sfl, checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default address, set as it is; and a password as short as the sandbox's."""
    monkeypatch.setenv("SFL_STUB_BASE_URL", "https://api.example.com")
    monkeypatch.setenv("SFL_STUB_PASSWORD", "unused")
    (checkout.connector / "models.py").write_text("UNUSED = 'unused'\n", encoding="utf-8")
    assert sfl("package", "stub").code == 0
