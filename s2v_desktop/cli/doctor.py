"""``doctor``: what this computer offers, for people who help and for bug reports."""

from __future__ import annotations

import argparse
import json

from s2v_desktop.cli.output import Reporter
from s2v_desktop.host.computer import computer_facts, report


def doctor(arguments: argparse.Namespace, reporter: Reporter) -> None:
    """Print versions, ffmpeg, graphics card and folders."""
    facts = computer_facts()
    print(json.dumps(facts, ensure_ascii=False) if arguments.json else report(facts))
