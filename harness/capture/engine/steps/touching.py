"""Steps that touch the app or type into it."""

from harness.capture.engine.find import find
from harness.capture.engine.stage import Stage, touch_patience
from harness.capture.engine.steps.registry import carries_out
from harness.capture.scenario import Target
from harness.capture.scenario.steps import Clear, HideKeyboard, LongPress, Press, Scroll, Swipe, Tap, Type
from harness.capture.screen.controls import Node
from harness.capture.screen.looking import Look

_MOST_DELETES = 200
_SWIPES = {
    "up": (0.5, 0.75, 0.5, 0.25),
    "down": (0.5, 0.25, 0.5, 0.75),
    "left": (0.85, 0.5, 0.15, 0.5),
    "right": (0.15, 0.5, 0.85, 0.5),
}


@carries_out(Tap)
def tap(stage: Stage, step: Tap) -> None:
    """Touch a control."""
    _touch(stage, step.target, step)


@carries_out(LongPress)
def long_press(stage: Stage, step: LongPress) -> None:
    """Hold a control."""
    _touch(stage, step.target, step, long_s=step.seconds)


@carries_out(Type)
def type_text(stage: Stage, step: Type) -> None:
    """Type into a field, or into the one that has the focus."""
    if _touch(stage, step.into, step):
        _typed(stage, stage.filled(step.value))


def type_into(stage: Stage, text: str, into: Target) -> None:
    """Type a text that no file holds into a field."""
    _touch(stage, into, Type(value=text, into=into))
    _typed(stage, text)


def _typed(stage: Stage, text: str) -> None:
    stage.alive()
    stage.hands.act(lambda: stage.context.device.type_text(text))
    stage.context.note_act("typed")


@carries_out(Clear)
def clear(stage: Stage, step: Clear) -> None:
    """Empty a field: to its end, then as many deletions as it has letters."""
    if not _touch(stage, step.into, step):
        return
    seen = stage.screen.look()
    field = find(seen, stage.meant(step.into), stage.context.package) if step.into else None
    field = field or next((node for node in seen.nodes if node.kind.endswith("EditText")), None)
    count = min(len(field.text) + 1 if field else _MOST_DELETES, _MOST_DELETES)
    keys = ["KEYCODE_MOVE_END", *["KEYCODE_DEL"] * count]
    stage.hands.act(lambda: stage.hands.must(["input", "keyevent", *keys]))


@carries_out(Swipe)
def swipe(stage: Stage, step: Swipe) -> None:
    """Drag a finger over the screen."""
    stage.alive()
    seen = stage.screen.look()
    width, height = stage.screen.size(seen)
    if step.start is not None and step.to is not None:
        (ax, ay), (bx, by) = step.start.on(width, height), step.to.on(width, height)
    else:
        x1, y1, x2, y2 = _SWIPES[step.direction or "up"]
        (ax, ay), (bx, by) = (round(x1 * width), round(y1 * height)), (round(x2 * width), round(y2 * height))
    lasting = str(round(1000 * step.seconds))
    stage.hands.act(lambda: stage.hands.must(["input", "swipe", *map(str, (ax, ay, bx, by)), lasting]), seen)
    stage.context.note_act("swipe")


@carries_out(Scroll)
def scroll(stage: Stage, step: Scroll) -> None:
    """Scroll until a control is on the screen."""
    target = stage.meant(step.target)
    for turn in range(step.times + 1):
        seen = stage.screen.look()
        if stage.hands.interrupted(seen):
            seen = stage.screen.look()
        if find(seen, target, stage.context.package) is not None:
            return
        if turn < step.times:
            swipe(stage, Swipe(direction="up" if step.direction == "down" else "down"))
            stage.context.waiting.sleep(0.3)
    if not step.optional:
        raise stage.hands.missing(step.target.shown)


@carries_out(Press)
def press(stage: Stage, step: Press) -> None:
    """Press a key."""
    stage.hands.act(lambda: stage.context.device.key(step.key))
    stage.context.note_act(step.shown)


@carries_out(HideKeyboard)
def hide_keyboard(stage: Stage, _: HideKeyboard) -> None:
    """Put the keyboard away, if it is shown."""
    stage.enter()
    if stage.screen.keyboard():
        stage.context.device.key("BACK")


def _touch(stage: Stage, target: Target | None, step: Tap | LongPress | Type | Clear, *, long_s: float = 0.0) -> bool:
    """Touch what a step touches, if it names something; return whether it goes on."""
    if target is None:
        return True
    found = _find(stage, target, touch_patience(step.at_most_s))
    if found is not None:
        stage.hands.tap(*found, long_s=long_s)
        return True
    if step.optional:
        return False
    raise stage.hands.missing(target.shown)


def _find(stage: Stage, target: Target, patience: tuple[float, int]) -> tuple[Node, Look] | None:
    wanted = stage.meant(target)
    if wanted.at is None:
        return stage.hands.control(lambda seen: find(seen, wanted, stage.context.package), *patience)
    stage.alive()
    seen = stage.screen.look()
    stage.hands.interrupted(seen)
    x, y = wanted.at.on(*stage.screen.size(seen))
    return Node("", "", "", target.shown, "", True, False, False, (x, y, x, y)), seen
