"""A label as a real PDF of one page, written by hand: addresses, service, tracking number and its bars."""

from collections.abc import Sequence

POINTS = {"INCH": 72.0, "CENTIMETER": 72 / 2.54}
MARGIN = 18.0


def label_pdf(
    size: tuple[float, float],
    sender: Sequence[str],
    recipient: Sequence[str],
    service: str,
    tracking: str,
    note: str,
) -> bytes:
    """A page of `size` points, with the label in its upper left corner of at most 4 by 6 inches."""
    width, height = size
    right, top = min(width, 288.0) - MARGIN, height - MARGIN
    ink: list[str] = [_frame(MARGIN, top - 396, right - MARGIN, 396)]
    ink += _lines(sender, MARGIN + 8, top - 18, 8)
    ink += [_rule(MARGIN, top - 96, right), _text("SHIP TO", MARGIN + 8, top - 112, 8)]
    ink += _lines(recipient, MARGIN + 8, top - 132, 13)
    ink += [_rule(MARGIN, top - 232, right), _text(service, MARGIN + 8, top - 254, 14)]
    ink += _bars(tracking, MARGIN + 14, top - 348, right - MARGIN - 28, 74)
    ink += [_text(tracking, MARGIN + 14, top - 364, 11), _text(note, MARGIN + 8, top - 388, 7)]
    return _document(width, height, "\n".join(ink).encode("cp1252", "replace"))


def points(size: dict[str, object]) -> tuple[float, float]:
    """The width and length of a page of the API in points."""
    step = POINTS[str(size["unit"])]
    return float(str(size["width"])) * step, float(str(size["length"])) * step


def _lines(lines: Sequence[str], x: float, y: float, size: int) -> list[str]:
    return [_text(line, x, y - number * (size + 4), size) for number, line in enumerate(lines)]


def _text(words: str, x: float, y: float, size: int) -> str:
    shown = words[:48].replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F1 {size} Tf {x:.1f} {y:.1f} Td ({shown}) Tj ET"


def _rule(x: float, y: float, right: float) -> str:
    return f"1 w {x:.1f} {y:.1f} m {right:.1f} {y:.1f} l S"


def _frame(x: float, y: float, width: float, height: float) -> str:
    return f"1.5 w {x:.1f} {y:.1f} {width:.1f} {height:.1f} re S"


def _bars(number: str, x: float, y: float, width: float, height: float) -> list[str]:
    """Bars and gaps of one to three steps, made from the number's signs; no real symbology, but one number's own."""
    steps = [1, 1, 2]
    for sign in number:
        value = ord(sign)
        steps += [1 + value % 3, 1 + value // 3 % 3, 1 + value // 9 % 3, 1]
    steps += [2, 1, 1]
    unit, found = width / sum(steps), []
    for place, step in enumerate(steps):
        if place % 2 == 0:
            found.append(f"{x:.2f} {y:.1f} {step * unit:.2f} {height:.1f} re f")
        x += step * unit
    return found


def _document(width: float, height: float, content: bytes) -> bytes:
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.2f} {height:.2f}] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    out, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + table
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)
