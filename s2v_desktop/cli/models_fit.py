"""``models fit``: what each model needs, and how well it suits this computer."""

from __future__ import annotations

import argparse
import json
from typing import Any

from s2v_desktop.cli.byte_progress import duration, gigabytes
from s2v_desktop.cli.output import Reporter
from s2v_desktop.core.look import Resolution
from s2v_desktop.engines.computer import measure_computer
from s2v_desktop.engines.fit import EngineFit, FitLevel
from s2v_desktop.engines.fit_text import describe_fit
from s2v_desktop.store.fit import fit_of_model, recommended_model
from s2v_desktop.store.manifest import Catalog, Model, load_catalog
from s2v_desktop.store.needs import least_needs

_LEVEL_WORDS = {FitLevel.FITS: "fits", FitLevel.SLOW: "slow", FitLevel.WILL_NOT_FIT: "won't fit"}
_ROW = "{:<32} {:>6} {:>7} {:>7} {:>8}   {:<10} {:<10}"


def fit(arguments: argparse.Namespace, reporter: Reporter) -> None:
    """Print what each model needs and how well it suits this computer; nothing needs to be downloaded for it."""
    catalog, computer = load_catalog(), measure_computer()
    models = [model for model in catalog.models if not model.addition]
    recommended = recommended_model(catalog, computer)
    has_card = computer.card is not None
    rows: list[dict[str, Any]] = []
    for model in models:
        for resolution in Resolution:
            found = fit_of_model(model, catalog, computer, resolution)
            rows.append(_fit_row(model.id, resolution, found) | {"message": describe_fit(found, computer)})
    message = "" if has_card else str(rows[0]["message"])  # the same of all
    if not has_card:
        rows = [{name: value for name, value in row.items() if name != "message"} for row in rows]
    if arguments.json:
        facts = {"recommended": recommended.id if recommended else None, "message": message}
        needs = [_needs_row(model, catalog) for model in models]
        print(json.dumps({**facts, "needs": needs, "fits": rows}, ensure_ascii=False))
        return
    if message:
        print(message)
    _print_needs(models, catalog, rows)
    for row in rows if has_card else ():
        time = "" if row["expected_s"] is None else f"; 8 s take about {duration(row['expected_s'])}"
        plan = f" ({row['plan']}{time})" if row["plan"] else ""
        print(f"{row['model']:<32} {row['resolution']}  {row['level']:<9} {row['message']}{plan}")
    print(f"Recommended: {recommended.id if recommended else 'the motion engine, which needs no model'}")


def _print_needs(models: list[Model], catalog: Catalog, rows: list[dict[str, Any]]) -> None:
    print("Needed at least, for videos of 480p, and what this computer can do:")
    print(_ROW.format("", "card", "memory", "better", "disk", *(size.value for size in Resolution)).rstrip())
    for model in models:
        needs = least_needs(model)
        levels = [row["level"] for row in rows if row["model"] == model.id]
        sizes = [f"{size} GB" for size in (needs.card_gb, needs.ram_gb, needs.better_ram_gb)]
        print(_ROW.format(model.id, *sizes, gigabytes(catalog.about_bytes(model.id)), *levels).rstrip())
    print("With less memory than “better”, a model that the card cannot hold is read from the disk: very slow.")


def _needs_row(model: Model, catalog: Catalog) -> dict[str, Any]:
    plans = [{"plan": plan.plan, "card_gb": plan.card_gb, "ram_gb": plan.ram_gb} for plan in model.needs]
    needs = {**least_needs(model)._asdict(), "disk_bytes": catalog.about_bytes(model.id)}
    return {"model": model.id, **needs, "plans": plans}


def _fit_row(model_id: str, resolution: Resolution, found: EngineFit) -> dict[str, Any]:
    return {
        "model": model_id,
        "resolution": resolution.value,
        "level": _LEVEL_WORDS[found.level],
        "plan": found.plan,
        "expected_s": None if found.expected_s is None else round(found.expected_s),
    }
