"""Sinergi: who promised what, by when, and whether it was done."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, g

from app import config, errors, formats, language, policy, templating, uploads, web
from app.extensions import babel, compress, csrf, db, login_manager


def create_app(settings: dict[str, Any] | None = None) -> Flask:
    """Return the WSGI application. `settings` override the environment (tests)."""
    root = Path(config.ROOT)
    app = Flask(__name__, root_path=str(root), instance_path=str(root / "instance"), static_folder=None)
    app.config.update(config.from_environment(Path(app.instance_path)))
    app.config.update(settings or {})
    app.jinja_environment = templating.LocalisedEnvironment  # type: ignore[assignment]
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    _hook(app)
    _extend(app)
    _register(app)
    return app


def _extend(app: Flask) -> None:
    db.init_app(app)
    csrf.init_app(app)  # after our own hooks: who is signed out is told so before the token is looked at
    app.jinja_env.globals["csrf_token"] = web.csrf_token
    compress.init_app(app)
    login_manager.init_app(app)
    babel.init_app(
        app, default_translation_directories=str(Path(app.root_path) / "app" / "translations"),
        locale_selector=language.language,
    )  # fmt: skip
    babel.domain_instance = language.Texts()
    _serve_static(app)
    if app.config["PROXY_COUNT"]:
        from werkzeug.middleware.proxy_fix import ProxyFix

        count = app.config["PROXY_COUNT"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def _serve_static(app: Flask) -> None:
    from whitenoise import WhiteNoise

    def headers(response: Any, path: str, url: str) -> None:
        response["X-Content-Type-Options"] = "nosniff"
        response["Cross-Origin-Resource-Policy"] = "same-origin"

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(Path(app.root_path) / "static"), prefix="static/", max_age=31536000,
        immutable_file_test=lambda path, url: True, add_headers_function=headers, allow_all_origins=False,
    )  # fmt: skip


def _hook(app: Flask) -> None:
    @app.before_request
    def _start() -> None:
        g.request_id = secrets.token_hex(6)
        web.refuse_foreign_host()
        web.refuse_unreadable_query()

    language.init_app(app)
    app.before_request(policy.deny_undeclared)
    app.before_request(uploads.receive)
    formats.init_app(app)
    web.init_app(app)
    errors.init_app(app)
    app.jinja_env.globals["can"] = policy.can


def _register(app: Flask) -> None:
    from app import cli
    from app.accounts.routes import accounts
    from app.agencies.routes import agencies
    from app.agency_messages.routes import agency_messages
    from app.areas import editing_routes, map_routes, outline_routes  # noqa: F401  more pages of `areas`
    from app.areas.routes import areas
    from app.deliveries import moving  # noqa: F401  listens to what the history records
    from app.deliveries.routes import deliveries
    from app.drafts.routes import drafts
    from app.feeds.routes import feeds
    from app.files.routes import files
    from app.health.routes import health
    from app.home.routes import home
    from app.notices import (  # noqa: F401  listens to what the history records; more pages of `notices`
        absence_routes,
        happening,
        object_routes,
        settings_routes,
    )
    from app.notices.routes import notices

    own = (home, accounts, agencies, agency_messages, areas, deliveries, drafts, feeds, files, health, notices)
    for blueprint in (*own, *_meetings(), *_work(), *_programme(app)):
        app.register_blueprint(blueprint)
    cli.init_app(app)


def _meetings() -> tuple[Blueprint, ...]:
    """Pages of meetings, from the invitation to the signed papers."""
    from app.agreement.guest_routes import copies
    from app.agreement.signing_routes import agreement
    from app.attendance.check_in_routes import check_ins
    from app.attendance.routes import attendance
    from app.attendance.scan_routes import scans
    from app.briefing.routes import briefing
    from app.documents import letterhead_routes, report_routes  # noqa: F401  more pages of `documents`
    from app.documents.routes import documents
    from app.invitations.answer_routes import invitations
    from app.meetings.routes import meetings
    from app.minutes.photo_routes import photos
    from app.minutes.suggestion_routes import minutes
    from app.screen.routes import screen
    from app.series.next_routes import series

    return (
        meetings, attendance, check_ins, scans, series, minutes, photos, screen, agreement, copies, invitations,
        documents, briefing,
    )  # fmt: skip


def _work() -> tuple[Blueprint, ...]:
    """Pages of what comes out of meetings: promises with their proof, tasks, remarks, stories."""
    from app.comments.routes import comments
    from app.commitments import (  # noqa: F401  more pages  # noqa: F401  of these
        changing_routes,
        parts_routes,
        report_routes,
        writing_routes,
    )
    from app.commitments.routes import commitments
    from app.evidence.routes import evidence
    from app.monitoring import bulk_routes, waiting_routes  # noqa: F401  more pages of `monitoring`
    from app.monitoring.routes import monitoring
    from app.story.routes import story
    from app.task_templates import item_routes, repeat_routes  # noqa: F401  more pages of `task_templates`
    from app.task_templates.routes import task_templates
    from app.tasks import (  # noqa: F401  more of `tasks`
        board_routes,
        calendar_routes,
        link_routes,
        part_routes,
        quick_routes,
    )
    from app.tasks.trash_routes import tasks
    from app.verification.routes import verification

    return commitments, monitoring, verification, evidence, tasks, task_templates, comments, story


def _programme(app: Flask) -> tuple[Blueprint, ...]:
    """Pages of the programme: mapping, findings, plan, activities, results."""
    from app.areas.tabs import area_tabs, programme_tabs

    app.jinja_env.globals.update(area_tabs=area_tabs, programme_tabs=programme_tabs)
    from app.activities.chain_routes import activities
    from app.beneficiaries import reveal_routes as _reveal  # noqa: F401  more pages of `beneficiaries`
    from app.beneficiaries.switch_routes import beneficiaries
    from app.coverage import file_routes as _files  # noqa: F401  more pages of `coverage`
    from app.coverage.routes import coverage
    from app.findings import file_routes as _found  # noqa: F401
    from app.findings import skill_routes as _skills  # noqa: F401  more pages of `findings`
    from app.findings.target_routes import findings
    from app.mapping import act_routes as _acts  # noqa: F401
    from app.mapping import area_routes as _areas  # noqa: F401
    from app.mapping import method_routes as _methods  # noqa: F401
    from app.mapping.routes import mappings
    from app.mapping.sheet_routes import mapping_sheets
    from app.outcomes.routes import outcomes
    from app.plans import link_routes as _link_routes  # noqa: F401  more pages of `plans`
    from app.plans.paper_routes import plans
    from app.plans.sheet_routes import plan_sheets

    return (mappings, mapping_sheets, findings, plans, plan_sheets, activities, outcomes, beneficiaries, coverage)
