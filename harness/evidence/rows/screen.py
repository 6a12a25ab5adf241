"""What the app showed: permission dialogs, consent screens, places that were looked for, screens explored."""

from harness.evidence.rows.row import Row, kept


@kept("permissions.jsonl", key=("id",))
class PermissionRequest(Row):
    """One permission dialog: what it asked, the screen before it, how it was answered, what the app did then.

    A request is written when it is seen and again when more is known; its last row counts. ``groups`` are names of the
    permission catalogue. ``launch`` counts the app's starts. ``user_act_us`` is when the app was last touched before
    (0: never since its start). ``clock_us`` is the time the device showed. ``answer``: ``granted``, ``denied``,
    ``denied_for_good`` or ``left``. ``reaction`` after a denial: ``exits``, ``loops``, ``blocks``, ``goes_on``, or
    empty when it could not be seen.
    """

    id: int
    time_us: int
    clock_us: int
    phase: str
    branch: str = ""
    launch: int = 0
    groups: list[str] = []
    message: str = ""
    package: str = ""
    controls: list[str] = []
    screenshot: str | None = None
    ui_dump: str | None = None
    before_us: int = 0
    before_texts: list[str] = []
    before_screenshot: str | None = None
    before_ui_dump: str | None = None
    user_act_us: int = 0
    user_act: str = ""
    policy: str = ""
    answer: str = ""
    answered_us: int = 0
    in_a_row: int = 1
    reaction: str = ""
    reaction_why: str = ""
    reaction_us: int = 0
    reaction_screenshot: str | None = None
    reaction_ui_dump: str | None = None


@kept("consent.jsonl")
class ConsentScreen(Row):
    """What a screen asked about privacy, as recognised during the run (kinds: ``capture/consent.py``).

    ``act``: ``seen`` (looked at, not touched), ``accept`` or ``refuse``. Labels are the app's own words.
    ``onward`` counts the taps that led to it.
    """

    time_us: int
    phase: str
    act: str
    kind: str
    branch: str = ""
    accept: str = ""
    refuse: str = ""
    box: str = ""
    pre_ticked: bool = False
    policy_links: list[str] = []
    policy_in_text: bool = False
    weight: float = 0.0
    reasons: list[str] = []
    onward: int = 0
    screenshot: str | None = None
    ui_dump: str | None = None


@kept("places.jsonl")
class Place(Row):
    """A place in the app that was looked for by tapping: the way to it, or that there was none within the bounds.

    ``way`` are the labels tapped, so ``taps`` is its length. ``exhaustive`` says that no shorter way was left untried.
    ``length`` is how many characters the place's screen shows.
    """

    time_us: int
    phase: str
    what: str
    found: bool
    branch: str = ""
    taps: int = 0
    way: list[str] = []
    exhaustive: bool = False
    tried: int = 0
    words: str = ""
    length: int = 0
    screenshot: str | None = None
    ui_dump: str | None = None


@kept("screens.jsonl")
class AppScreen(Row):
    """One screen of the app that an exploration reached, as known at its end.

    ``number`` and ``fingerprint`` name it within the exploration, ``path`` are the labels of what was done on the way
    on which it was first reached. ``controls`` counts what can be touched on it, ``tried`` what was; ``unvisited`` are
    the labels of the rest, ``avoided`` (label: why) of what was left alone on purpose.
    """

    time_us: int
    phase: str
    number: int
    fingerprint: str
    branch: str = ""
    seed: int = 0
    title: str = ""
    path: list[str] = []
    controls: int = 0
    tried: int = 0
    unvisited: list[str] = []
    avoided: dict[str, str] = {}
    screenshot: str | None = None
    ui_dump: str | None = None
