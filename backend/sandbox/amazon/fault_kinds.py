"""The faults that can be had from this Amazon on demand."""

from backend.sandbox.amazon.notifying import FAULTS as NOTICE_FAULTS
from backend.sandbox.amazon.outbound import FAULTS as OUTBOUND_FAULTS
from backend.sandbox.faults import FaultKind

SITE = "amazon"
FAULTS = (
    FaultKind("slow_feed", "The next feed takes much longer", SITE, {"seconds": 600}),
    FaultKind("stuck_feed", "The next feed does its work, but stays in progress for ever", SITE),
    FaultKind("fatal_feed", "The next feed ends FATAL, without a report", SITE),
    FaultKind("slow_report", "The next report takes much longer", SITE, {"seconds": 600}),
    FaultKind("cancelled_report", "The next report ends CANCELLED, as if there were no data", SITE),
    FaultKind("fatal_report", "The next report ends FATAL, without a document", SITE),
    FaultKind("local_report", "The next report has its header in the seller's language", SITE),
    FaultKind("fees_broken", "The next fee estimates say ServiceError", SITE),
    FaultKind("preview_down", "VALIDATION_PREVIEW answers 500", SITE),
    FaultKind("revoked_consent", "Tokens are refused as if the seller had taken the consent back", SITE),
    FaultKind("wrong_secret", "Tokens are refused as if the client secret were wrong", SITE),
    FaultKind("late_issue", "The next listing goes live, then an issue strikes", SITE, {"code": "5665"}),
    FaultKind("role_missing", "Answers 403 with empty details", SITE),
    FaultKind("fba_refused", "A listing is not let into Amazon's warehouse", SITE),
    FaultKind("slow_listing", "The next listing takes an hour to go live", SITE),
    *NOTICE_FAULTS,
    *OUTBOUND_FAULTS,
)
