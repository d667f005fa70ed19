"""What the structure tests look at: the product's own source files, parsed once."""

import ast
import functools
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def files(*patterns: str) -> dict[str, str]:
    """Relative path -> text of the files that match, migrations left out."""
    found = {}
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            relative = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in relative:
                found[relative] = path.read_text(encoding="utf-8")
    return found


def sources(*patterns: str) -> dict[str, ast.Module]:
    """Relative path -> syntax tree of the files that match, migrations left out."""
    return {path: _tree(text) for path, text in files(*patterns).items()}


@functools.cache
def _tree(text: str) -> ast.Module:
    return ast.parse(text)


def imported_modules(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names
