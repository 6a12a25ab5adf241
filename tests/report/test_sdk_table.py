from harness.analysis.model_static import SdkRow
from harness.report.sdk_table import ROWS, sdk_table
from harness.report.texts import texts


def test_rows_say_each_column_in_words() -> None:
    row = SdkRow(
        id="sdk:a.b", prefix="a.b", name="AB", company="C", in_app="yes", classes=1234, reading="seen", reads=["imei"],
        sending="not_seen", named="no",
    )  # fmt: skip
    table = sdk_table([row], texts("en"))
    assert table is not None
    (cells,) = table.rows
    assert (cells.name, cells.in_app, cells.reading, cells.sending, cells.named, cells.bad) == (
        "AB (a.b)", "yes (1,234)", "IMEI / MEID", "not seen", "no", True,
    )  # fmt: skip
    assert sdk_table([], texts("en")) is None


def test_names_are_inert_and_rows_are_bounded() -> None:
    rows = [SdkRow(id=f"sdk:{n}", prefix="", name="\x1b[31m<script>\u202e" * 50) for n in range(ROWS + 5)]
    table = sdk_table(rows, texts("zh"))
    assert table is not None and table.omitted == 5
    assert "\x1b" not in table.rows[0].name and "\u202e" not in table.rows[0].name and len(table.rows[0].name) < 160
