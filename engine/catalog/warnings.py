"""What is allowed in a definition and yet looks like a mistake (`ui.md`, 9.4). A warning never keeps a step out."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from engine.catalog.problem import Problem, warning
from engine.catalog.state import Catalog
from engine.model.step import META, OPTIONAL, OUTPUT, REQUIRED, Step

META_KEYS = frozenset(
    {
        "flow_id",
        "step_id",
        "receipt_token",
        "webhook_url",
        "parent_flow_id",
        "parent_step_id",
        "parent_work_item_token",
    }
)
"""The facts about a call that exist (`steps.md`, 4.5)."""


def warnings_about(catalog: Catalog, step: Step) -> list[Problem]:
    """Everything doubtful in a step, whether or not it keeps the rules."""
    return [*_name(step), *_http(step), *_flow(catalog, step), *_meta(step), *_fan_out(step), *_outputs(step)]


def _name(step: Step) -> Iterator[Problem]:
    if step.name and not step.name.strip():
        yield warning(("name",), "name holds nothing but spaces")


def _http(step: Step) -> Iterator[Problem]:
    http = step.http
    if http is None:
        return
    for field in ("endpoint", "health_check", "compensate"):
        url = getattr(http, field)
        if isinstance(url, str) and url and not _is_url(url):
            yield warning(("http", field), f"http.{field} is no http or https URL, so calls of it will fail")
    if http.timeout < 0:
        yield warning(("http", "timeout"), "http.timeout is below 0 and counts as the engine's default")


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _flow(catalog: Catalog, step: Step) -> Iterator[Problem]:
    for place, goal in enumerate(step.flow.goals if step.flow else ()):
        if goal not in catalog and goal != step.id:
            yield warning(("flow", "goals", place), f"flow.goals names {goal!r}, which is not in the catalog")


def _meta(step: Step) -> Iterator[Problem]:
    for name, spec in sorted(step.attributes.items()):
        if spec.role == META and spec.meta and spec.meta.key and spec.meta.key not in META_KEYS:
            text = f"attribute {name!r}: meta.key {spec.meta.key!r} is no fact that the engine knows; it has no value"
            yield warning(("attributes", name, "meta", "key"), text)


def _fan_out(step: Step) -> Iterator[Problem]:
    parallelism = step.work_config.parallelism if step.work_config else 0
    blocks = [spec.required or spec.optional for spec in step.attributes.values() if spec.role in (REQUIRED, OPTIONAL)]
    if parallelism > 1 and not any(block and block.for_each for block in blocks):
        text = "work_config.parallelism has no effect without an input that is for_each"
        yield warning(("work_config", "parallelism"), text)


def _outputs(step: Step) -> Iterator[Problem]:
    for name, spec in sorted(step.attributes.items()):
        mapping = spec.output.mapping if spec.role == OUTPUT and spec.output else None
        if mapping and mapping.name and mapping.script and mapping.script.script:
            text = f"attribute {name!r}: output.mapping has a script, so its name is not used"
            yield warning(("attributes", name, "output", "mapping", "name"), text)
