"""The workflow in the documents is the workflow in the table."""

from apps.problems.management.commands.describe_workflow import rewritten
from tests.structure.code import ROOT


def test_the_document_is_made_from_the_present_table():
    text = (ROOT / "docs" / "workflow.md").read_text(encoding="utf-8")

    assert rewritten(text) == text
