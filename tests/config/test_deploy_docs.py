"""The deployment documents name every variable that the settings read, and no other; CI runs what the README says."""

import os
import re
import shutil
import subprocess

import pytest

from tests.config.checkout import BASE_DIR

README = """
```sh
echo before
```
## Quick start
```sh
echo started
```
text
```sh
echo tested with browser=$REQUIRE_BROWSER in $PWD
```
## Later
```sh
echo after
```
"""


def read_by_settings() -> set[str]:
    text = (BASE_DIR / "config" / "settings.py").read_text()
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', text))


@pytest.mark.parametrize("document", ["deploy.md", "deploy.zh-CN.md"])
def test_the_table_of_variables_is_complete(document):
    text = (BASE_DIR / "docs" / document).read_text()

    assert sorted(re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE)) == sorted(read_by_settings())


def test_compose_and_its_example_ask_for_the_same_secrets():
    asked = set(re.findall(r"\$\{([A-Z_]+):\?", (BASE_DIR / "docker-compose.yml").read_text()))
    offered = set(re.findall(r"^([A-Z_]+)=$", (BASE_DIR / ".env.example").read_text(), re.MULTILINE))

    assert asked == offered == {"SECRET_KEY", "ALLOWED_HOSTS", "POSTGRES_PASSWORD", "VALKEY_PASSWORD"}


def test_continuous_integration_runs_the_second_command_of_the_quick_start(tmp_path):
    shutil.copytree(BASE_DIR / ".ci", tmp_path / ".ci")
    (tmp_path / "README.md").write_text(README)
    (tmp_path / "bin").mkdir()
    for name in ("chromium", "fc-list", "apt-get", "sudo"):  # the first two are "installed", the others do nothing
        (tmp_path / "bin" / name).write_text("#!/bin/sh\necho found\n")
        (tmp_path / "bin" / name).chmod(0o755)
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"

    ran = subprocess.run([tmp_path / ".ci" / "run"], env={"PATH": path}, capture_output=True, text=True, check=True)

    assert ran.stdout.splitlines()[-1] == f"tested with browser=1 in {tmp_path}"
