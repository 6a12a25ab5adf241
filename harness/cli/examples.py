"""Examples at the foot of commands' help. A test reads each of them by the program itself."""

EXAMPLES: dict[str, tuple[str, ...]] = {
    "run": (
        "run app.apk --device sandbox",
        "run app.apk --device emulator-5554 --scenario full --branch all",
        "run app.apk --app-type online_shopping --rules cn --fail-on violation",
        "run com.example.app --device emulator-5554 --replace-app",
    ),
    "watch": (
        "watch app.apk --device sandbox",
        "watch app.apk --json | jq 'select(.kind == \"disclosure\")'",
    ),
    "explore": (
        "explore app.apk --device sandbox",
        "explore app.apk --record mine.yaml",
        "explore runs/app-accept-20261129T120000",
    ),
    "analyze": (
        "analyze traffic.har --values values.yaml",
        "analyze capture.pcap --keys keys.log --values values.yaml --json",
        "analyze runs/app-accept-20261129T120000 --explain d0001",
    ),
    "report": (
        "report traffic.har --values values.yaml --out report.html",
        "report runs/app-accept-20261129T120000 --format html,sarif,notice --lang zh --out reports",
        "report runs/app-accept-20261129T120000 --redact --out for-others.html",
    ),
    "import": ("import traffic.har --values values.yaml --out bundle",),
    "export": (
        "export runs/app-accept-20261129T120000 --har traffic.har",
        "export runs/app-accept-20261129T120000 --redact --bundle for-others",
    ),
    "compare": ("compare runs/app-accept-20261129T120000 runs/app-refuse-20261129T120500",),
    "diff": (
        "diff runs/old runs/new",
        "diff old.har new.har --values values.yaml --fail-on new-disclosure",
    ),
    "disguises": ("disguises runs/one runs/other runs/one-again",),
    "regress": (
        "regress recordings",
        "regress recordings --update",
        "regress recordings --junit results.xml",
    ),
    "doctor": (
        "doctor",
        "doctor app.apk",
        "doctor --device emulator-5554 --self-test",
    ),
}
"""The command's words -> what stands behind the program's name."""
