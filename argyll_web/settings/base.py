"""Django's settings that hold everywhere. `dev`, `production` and `test` add what differs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url

import argyll_web
from argyll_web import environment

_environment = environment.current()
_root = Path(__file__).resolve().parent.parent

DEBUG = _environment.debug
# The door (`argyll_web.edge.door`) has settled the host of every request before Django sees it.
ALLOWED_HOSTS = ["*"]
CSRF_TRUSTED_ORIGINS = [
    origin for origin in (*_environment.allowed_origins, _environment.webhook_base_url) if "://" in origin
]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "argyll_web.catalog",
    "argyll_web.flows",
    "argyll_web.events",
    "argyll_web.shell",
    "argyll_web.browser",
    "argyll_web.history",
    "argyll_web.layouts",
    "argyll_web.savedviews",
]
MIDDLEWARE = [
    "argyll_web.shell.policy.SecurityPolicy",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "argyll_web.urls"
ASGI_APPLICATION = "argyll_web.asgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_root / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES: dict[str, Any] = {
    # Users, sessions and saved views. Nothing of the engine is in it.
    # No connection is kept: under ASGI each request has a thread of its own, and a connection ends with its thread.
    "default": dj_database_url.config(default=f"sqlite:///{_environment.data / 'web.sqlite3'}", conn_max_age=0),
    # The event store, for the admin's pages. SQLite itself refuses to write through this connection.
    "store": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"file:{_environment.store}?mode=ro",
        "OPTIONS": {"uri": True, "init_command": "PRAGMA query_only = ON"},
    },
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        timeout=10, transaction_mode="IMMEDIATE", init_command="PRAGMA journal_mode = WAL"
    )
DATABASE_ROUTERS = ["argyll_web.events.router.StoreRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
FRONTEND = _environment.frontend
STATICFILES_DIRS = [FRONTEND] if FRONTEND.is_dir() else []

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "/admin/login/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _environment.webhook_base_url.startswith("https://")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Values whose names contain one of these are masked on the screen (`ui.md`, 13.5).
MASK_PATTERNS = ("password", "secret", "token", "authorization", "api_key")
# Imports are the largest bodies; the door refuses what is larger before Django reads it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 17 << 20

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    # Views read the body themselves; the content type of a request is not looked at (`api.md`, 1.1).
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "argyll_web.api.errors.answer_exception",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Argyll",
    "DESCRIPTION": "The HTTP interface of a node. Events also come live, over the WebSocket `/engine/ws`.",
    "VERSION": argyll_web.VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_URLCONF": "argyll_web.api.document_urls",
    "SERVE_PUBLIC": True,
    "COMPONENT_SPLIT_REQUEST": False,
    # Fields of one name with different choices, which would be named by a hash otherwise.
    "ENUM_NAME_OVERRIDES": {
        "FlowStatusEnum": "argyll_web.flows.serializers.FLOW_STATUSES",
        "ExecutionStatusEnum": "argyll_web.flows.serializers.EXECUTION_STATUSES",
        "WorkStatusEnum": "argyll_web.flows.serializers.WORK_STATUSES",
        "HealthStatusEnum": "argyll_web.catalog.serializers.HEALTH_STATUSES",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Refused requests are answers, not news.
    "loggers": {"django.request": {"level": "ERROR"}, "django.security": {"level": "ERROR"}},
}
