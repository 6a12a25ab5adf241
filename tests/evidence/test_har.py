"""Reading HAR files: complete, odd, damaged."""

import base64
import contextlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.evidence import har
from harness.evidence.exchange import RecordingError
from harness.evidence.har import HarFile
from tests.examples import examples


def entry(**changes: Any) -> dict[str, Any]:
    request = {"method": "POST", "url": "https://a.example:8443/p?q=1", "headers": [{"name": "X", "value": "1"}]}
    return {"startedDateTime": "2024-06-21T11:01:03.789Z", "request": request | changes.pop("request", {})} | changes


def write(path: Path, entries: list[Any], **log: Any) -> Path:
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries, **log}}))
    return path


def test_an_entry(tmp_path: Path) -> None:
    body = base64.b64encode(b"\x00\xff").decode()
    response = {
        "status": 200,
        "headers": [{"name": "Y", "value": "2"}],
        "content": {"text": body, "encoding": "base64"},
    }
    one = entry(request={"postData": {"text": "a=é"}}, response=response, serverIPAddress="1.2.3.4", connection="7")
    (row,) = HarFile(write(tmp_path / "x.har", [one]))
    assert (row.index, row.kind, row.host, row.port, row.scheme) == (0, "http", "a.example", 8443, "https")
    assert row.time_us == 1_718_967_663_789_000
    assert row.request_body == "a=é".encode() and row.lossy
    assert row.response_body == b"\x00\xff" and row.status == 200 and row.server_ip == "1.2.3.4"
    assert row.request_headers == [("X", "1")] and row.connection == "7"


def test_a_response_without_content_and_params_without_text(tmp_path: Path) -> None:
    params = [{"name": "tel", "value": "+86 1"}, {"name": "n"}]
    one = entry(request={"postData": {"params": params}}, response={"status": 204})
    (row,) = HarFile(write(tmp_path / "x.har", [one]))
    assert row.request_body == b"tel=%2B86+1&n=" and row.response_body == b""


def test_websocket_messages(tmp_path: Path) -> None:
    messages = [
        {"type": "send", "time": 1.5, "opcode": 1, "data": "hi"},
        {"type": "receive", "time": 2, "opcode": 2, "data": "AAE="},
    ]
    (row,) = HarFile(write(tmp_path / "x.har", [entry(_webSocketMessages=messages)]))
    assert row.kind == "websocket"
    assert [(m.from_client, m.data, m.time_us) for m in row.messages] == [
        (True, b"hi", 1_500_000),
        (False, b"\x00\x01", 2_000_000),
    ]


def test_members_around_the_entries_and_meta(tmp_path: Path) -> None:
    path = tmp_path / "x.har"
    text = json.dumps({"z": ["]", '"'], "log": {"creator": {"name": "c"}, "entries": [entry()], "_tweasel": {"a": 1}}})
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert len(list(HarFile(path))) == 1
    assert HarFile(path).meta() == {"creator": {"name": "c"}, "_tweasel": {"a": 1}}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"[]", "object is expected"),
        (b'{"a": 1}', "no 'log'"),
        (b'{"log": {"entries": [{"request": {', "ends inside"),
        (b'{"log": {"entries": [{"request": 5}]}}', "entry 0"),
        (b'{"log": {"entries": [{}]}}', "entry 0"),
        (b'{"log": {"entries": [{"request": {"method": "GET", "url": "http://[::1"}}]}}', "entry 0"),
        (b'{"log": {"entries": {}}}', "array is expected"),
        (b'{"log": {"entries": [', "missing"),
        (b"{" * 100_000, "name is expected"),
    ],
)
def test_damage_is_one_sentence_with_a_place(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "bad.har"
    path.write_bytes(content)
    with pytest.raises(RecordingError, match=says) as caught:
        list(HarFile(path))
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="No such file"):
        list(HarFile(tmp_path / "none.har"))


@examples(60)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_any_damage_ends_in_exchanges_or_one_error(tmp_path_factory: Any, junk: bytes, at: int) -> None:
    path = tmp_path_factory.mktemp("har") / "x.har"
    whole = write(path, [entry(), entry()]).read_bytes()
    path.write_bytes(whole[:at] + junk + whole[at + len(junk) :])
    with contextlib.suppress(RecordingError):
        list(HarFile(path))


def reading(path: Path, text: bytes | str) -> tuple[list[str], HarFile]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    source = HarFile(path)
    rows = list(source)
    assert rows == [row for piece in source.pieces(2) for row in piece]
    assert [row.index for row in rows] == list(range(len(rows)))
    return [row.url or row.kind for row in rows], source


ONE, TWO, THREE = (json.dumps(entry(request={"url": f"http://a/{n}"}, response={"status": 1})) for n in (1, 2, 3))
URLS = ["http://a/1", "http://a/2", "http://a/3"]


@pytest.mark.parametrize("indent", [None, 4])
def test_a_cut_file_is_read_to_the_cut_at_every_byte(tmp_path: Path, indent: int | None) -> None:
    entries = [json.loads(text) for text in (ONE, TWO, THREE)]
    whole = json.dumps({"log": {"version": "1.2", "entries": entries, "_tweasel": {}}}, indent=indent).encode()
    second = whole.index(b"http://a/2")
    for at in (*range(second, second + 30), len(whole) - 20, len(whole) - 4, len(whole) - 1):
        urls, source = reading(tmp_path / "x.har", whole[:at])
        assert urls == URLS[: len(urls)] and urls
        assert source.cut is not None and "x.har ends early" in source.cut and str(len(urls)) in source.cut
    assert reading(tmp_path / "x.har", whole)[1].cut is None


def test_files_one_behind_the_other_and_entries_alone(tmp_path: Path) -> None:
    first, second = (json.dumps({"log": {"creator": {"name": n}, "entries": [json.loads(n)]}}) for n in (ONE, TWO))
    for text in (
        first + second + json.dumps({"log": {"entries": [json.loads(THREE)]}}),
        f"[{ONE},{TWO},\n{THREE}]",
        f"{ONE}\n{TWO}\n{THREE}\n",
        f"{ONE}\n{json.dumps({'entries': [json.loads(TWO), json.loads(THREE)]})}",
        f"\x1e{ONE}\n\x1e{TWO}\n\x1e{THREE}\n",
    ):
        urls, source = reading(tmp_path / "x.har", text)
        assert urls == URLS and source.cut is None
    assert reading(tmp_path / "x.har", f"{ONE}\n{TWO[:-9]}")[0] == URLS[:1]


@pytest.mark.parametrize(
    "damaged",
    [
        TWO.replace('"url": "', '"url": ""'),  # a quote that is not escaped
        TWO.replace("}", "", 1),
        TWO[: len(TWO) // 2],
        TWO.replace('"request": {', '"request": {{'),
        "5",
        '"text',
    ],
)
def test_an_entry_damaged_in_the_middle_costs_no_other(tmp_path: Path, damaged: str) -> None:
    entries = ",\n".join([ONE, ONE, damaged, THREE, THREE])
    urls, source = reading(tmp_path / "x.har", f'{{"log":{{"entries":[\n{entries}\n],"comment":"x"}}}}')
    assert urls == ["http://a/1", "http://a/1", "unreadable", "http://a/3", "http://a/3"]
    assert source.cut is None and source.meta() == {"comment": "x"}


@pytest.mark.parametrize("damaged", [TWO.replace('"url": "', '"url": ""'), TWO.replace("}", "", 1)])
def test_many_damaged_entries_cost_none_of_the_others(tmp_path: Path, damaged: str) -> None:
    entries = ",".join([ONE, ONE, *[damaged, ONE, damaged, damaged, THREE] * 40])
    urls, source = reading(tmp_path / "x.har", f'{{"log":{{"entries":[{entries}]}}}}')
    assert urls == ["http://a/1"] * 2 + ["unreadable", "http://a/1", "unreadable", "unreadable", "http://a/3"] * 40
    assert source.cut is None


def test_an_entry_that_is_whole_counts_though_the_file_ends_behind_it(tmp_path: Path) -> None:
    for text in (f'{{"log":{{"entries":[{ONE},{TWO}', f'{{"log":{{"entries":[{ONE},{TWO},'):
        urls, source = reading(tmp_path / "x.har", text)
        assert urls == URLS[:2] and source.cut is not None


def test_what_looks_like_the_next_entry_inside_one_is_no_beginning(tmp_path: Path) -> None:
    inner = {"startedDateTime": "x", "request": 5}
    nested = json.dumps({**json.loads(TWO), "_retries": [inner, inner], "comment": '},{"startedDateTime":'})
    text = f'{{"log":{{"entries":[{",".join([ONE, ONE, nested, nested, nested, THREE])}]}}}}'.replace(", ", ",")
    urls, source = reading(tmp_path / "x.har", text)
    assert urls == [URLS[0], URLS[0], URLS[1], URLS[1], URLS[1], URLS[2]] and source.cut is None


def test_a_file_that_has_changed_is_looked_at_again(tmp_path: Path) -> None:
    path = tmp_path / "x.har"
    urls, source = reading(path, ONE)
    path.write_text(f"{ONE}\n{TWO}")
    assert urls == URLS[:1] and [row.url for row in source] == URLS[:2]


def test_more_entries_than_are_read_is_a_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(har, "_MOST_ENTRIES", 2)
    urls, source = reading(tmp_path / "x.har", f"[{ONE},{TWO},{THREE}]")
    assert urls == URLS[:2] and source.cut is not None and "more than 2 entries" in source.cut


@pytest.mark.slow
def test_what_was_read_of_a_large_file_is_given_back(tmp_path: Path) -> None:
    """In a process of its own: the mapped pages that it holds at the end of reading 300 MB."""
    entry = '{"request":{"method":"POST","url":"http://a/","postData":{"text":"%s"}}}' % ("x" * 3_000_000)
    with (tmp_path / "x.har").open("w") as file:
        file.write('{"log":{"entries":[' + entry)
        for _ in range(99):
            file.write("," + entry)
        file.write("]}}")
    script = (
        "import sys\nfrom pathlib import Path\nfrom harness.evidence.har import HarFile\nmost = count = 0\n"
        "for each in HarFile(Path(sys.argv[1])):\n count += 1\n"
        " lines = Path('/proc/self/status').read_text().splitlines()\n"
        " most = max(most, *(int(line.split()[1]) for line in lines if line.startswith('RssFile:')))\n"
        "print(count, most)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "x.har")], capture_output=True, text=True, check=True
    )
    count, most = map(int, done.stdout.split())
    assert count == 100 and most < 150_000, "of 300 MB, and the libraries"
