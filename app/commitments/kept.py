"""Figures about all commitments, kept by each process until a commitment changes (docs/adr/0022)."""

from __future__ import annotations

from app.commitments.models import Commitment
from app.commitments.parts import CommitmentSupport
from app.kept import Kept

# Every act on a commitment moves its `updated_at`, an answer of a supporting agency its `answered_at`, and what is new
# has the highest id.
kept = Kept(Commitment.updated_at, Commitment.id, CommitmentSupport.answered_at, CommitmentSupport.id)
