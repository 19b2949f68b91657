"""The plan as a file to print."""

from __future__ import annotations

from typing import Any

from app.documents.handing_out import PDF, handed
from app.documents.typesetting import typeset
from app.plans.models import ActionPlan
from app.plans.paper import paper_of
from app.plans.routes import plans
from app.policy import requires

__all__ = ["plans"]


@plans.get("/rencana-aksi/<id:id>/rencana-aksi.pdf")
@requires("plan.read", ActionPlan)
def paper(plan: ActionPlan) -> Any:
    """The whole table as a PDF."""
    data, name = paper_of(plan), f"rencana-aksi-{plan.reference.replace('/', '-')}.pdf"
    return handed(lambda: typeset("rencana-aksi", data), PDF, name)
