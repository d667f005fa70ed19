"""Example data of 丰都县: real places, invented problems, people named after their posts."""

from apps.workbench.demo.people import PASSWORD, accounts

__all__ = ["PASSWORD", "accounts"]
