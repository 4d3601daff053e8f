"""Settings of accounts, plans and mail: whole or not at all, and a readable line for what cannot be meant."""

from pathlib import Path

import pytest

from backend.owner_settings import Owners
from backend.settings import BadSetting, Settings, read_settings, with_port
from tests.test_settings import LIVE


def read(tmp_path: Path, live: bool, **more: str) -> Settings:
    said = {"STORELANE_DATA": str(tmp_path), "STORELANE_APP_URL": "https://app.example.com"}
    return read_settings(
        {**said, **(LIVE if live else {}), **{f"STORELANE_{key}": more[key] for key in more}}
    )


def owners(tmp_path: Path, *, live: bool = True, **more: str) -> Owners:
    return read(tmp_path, live, **more).owners


def test_without_a_mail_server_there_are_no_accounts(tmp_path: Path) -> None:
    found = owners(tmp_path)
    assert (found.on, found.mail, found.terms.billed) == (False, None, False)
    with pytest.raises(BadSetting, match="STORELANE_SMTP_HOST is missing"):
        owners(tmp_path, ACCOUNTS="on")


def test_a_mail_server_brings_accounts_and_plans_bring_billing(tmp_path: Path) -> None:
    found = owners(tmp_path, SMTP_HOST="mail.example.com")
    assert found.on
    assert found.mail is not None
    assert (found.mail.port, found.mail.tls, found.mail.sender) == (
        587,
        "starttls",
        "Storelane <no-reply@app.example.com>",
    )
    assert not found.terms.billed
    billed = owners(
        tmp_path,
        SMTP_HOST="m",
        PLANS="One=10, 5 EUR",
        TRIAL_DAYS="3",
        BILLING_URL="https://pay/?s={shop}&p={plan}",
    )
    assert (billed.terms.plans[0].name, billed.terms.trial_days) == ("One", 3)
    assert billed.billing_address(7, "A & B") == "https://pay/?s=7&p=A%20%26%20B"
    assert not owners(tmp_path, SMTP_HOST="m", PLANS="One=10, 5 EUR", BILLING="off").terms.billed
    off = owners(tmp_path, SMTP_HOST="m", PLANS="One=10, 5 EUR", ACCOUNTS="off")
    assert (off.on, off.terms.billed) == (False, False)


def test_the_sandbox_has_accounts_plans_and_a_mail_server_of_its_own(tmp_path: Path) -> None:
    settings = read(tmp_path, False, APP_URL="http://localhost:8800")
    assert settings.owners.on
    assert len(settings.owners.terms.plans) == 3
    assert settings.owners.mail is not None
    assert (settings.owners.mail.in_sandbox, settings.owners.mail.port, settings.owners.mail.tls) == (
        True,
        8803,
        "off",
    )
    moved = with_port(settings, 8900).owners.mail
    assert moved is not None
    assert moved.port == 8903
    elsewhere = with_port(read(tmp_path, False, SMTP_HOST="127.0.0.1", SMTP_PORT="1025"), 8900).owners.mail
    assert elsewhere is not None
    assert (elsewhere.in_sandbox, elsewhere.port) == (False, 1025)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"ACCOUNTS": "maybe"}, "STORELANE_ACCOUNTS is on or off"),
        ({"BILLING": "on"}, "STORELANE_PLANS is missing"),
        ({"PLANS": "rubbish"}, "STORELANE_PLANS: 'rubbish'"),
        ({"TRIAL_DAYS": "-1"}, "STORELANE_TRIAL_DAYS must be"),
        ({"SMTP_TLS": "ssl"}, "STORELANE_SMTP_TLS is one of"),
        ({"SMTP_PORT": "0"}, "STORELANE_SMTP_PORT must be"),
        ({"SMTP_USER": "me"}, "come together"),
        ({"SMTP_USER": "me", "SMTP_PASSWORD": "x", "SMTP_TLS": "off"}, "in the clear"),
        ({"SMTP_SENDER": "Storelane"}, "STORELANE_SMTP_SENDER is"),
        ({"BILLING_URL": "pay me"}, "STORELANE_BILLING_URL must be"),
        ({"TERMS_URL": "javascript:alert(1)"}, "STORELANE_TERMS_URL must be"),
    ],
)
def test_what_cannot_be_meant_stops_the_start_with_one_line(
    tmp_path: Path, more: dict[str, str], why: str
) -> None:
    with pytest.raises(BadSetting, match=why) as stopped:
        owners(tmp_path, SMTP_HOST="mail.example.com", **more)
    assert "\n" not in str(stopped.value)


def test_the_password_is_never_shown(tmp_path: Path) -> None:
    found = owners(tmp_path, SMTP_HOST="m", SMTP_USER="me", SMTP_PASSWORD="very-secret")
    assert "very-secret" not in repr(found)
