"""What the designer is told about the engine: its defaults and its limits (`ui.md`, 20, `session`)."""

from __future__ import annotations

from dataclasses import asdict

from engine.model import jsontext, requests
from engine.scripts.service import PlaceLimits
from engine.settings import EngineSettings


def settings_body(settings: EngineSettings) -> bytes:
    """Nothing in it changes while the engine runs, and nothing is secret."""
    scripts = PlaceLimits()
    return jsontext.encode(
        {
            "node": settings.node_id,
            "webhook_base_url": settings.webhook_base_url,
            "step_timeout": settings.step_timeout_ms,
            "work_config": {
                "max_retries": settings.retry_max_retries,
                "init_backoff": settings.retry_initial_backoff_ms,
                "max_backoff": settings.retry_max_backoff_ms,
                "backoff_type": settings.retry_backoff_type,
            },
            "limits": {
                "step_bytes": requests.STEP_BODY_LIMIT,
                "flow_bytes": requests.FLOW_BODY_LIMIT,
                "flow_id": requests.MAX_FLOW_ID,
                "goals": requests.MAX_GOALS,
                "init_keys": requests.MAX_INIT_KEYS,
                "labels": requests.MAX_LABELS,
                "script_step": asdict(scripts.step),
                "script_condition": asdict(scripts.condition),
            },
        }
    )
