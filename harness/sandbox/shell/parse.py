"""Splits a command line as a POSIX shell does, as far as tools that drive Android go.

Understood: words with single and double quotes and backslashes, ``$?``, ``$$``, ``$NAME``, ``${NAME}``, globs,
``;`` ``&`` and newlines, ``&&`` ``||`` ``|`` ``!``, redirections ``< > >> 2> 2>> 2>&1 >&2 &>``, subshells ``( )`` and
``$(...)``, assignments. Not understood (a syntax error, never silently wrong): ``if``, ``for``, functions and the like.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

_OPERATORS = ("&&", "||", ">>", "&>", ";", "&", "|", ">", "<", "(", ")", "\n")
_RESERVED = {"if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac", "function"}
_MAX_DEPTH = 16
_SHORT = 4096
"""Characters of a line that is kept once it is parsed."""


class ShellSyntaxError(Exception):
    """The line cannot be parsed; the text is what the shell prints after its name."""


class Incomplete(ShellSyntaxError):
    """The line is the beginning of a longer one: a shell that reads lines reads on."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a word. ``kind``: ``text``, ``variable`` (its name) or ``command`` (a command line)."""

    kind: str
    text: str
    quoted: bool


Word = list[Part]


@dataclass(frozen=True, slots=True)
class Redirect:
    """``fd`` (0, 1, 2) goes to the file ``target``, or to what ``duplicate`` is."""

    fd: int
    target: Word | None = None
    duplicate: int | None = None
    append: bool = False


@dataclass(slots=True)
class Command:
    """One simple command, or a subshell when ``group`` is set."""

    words: list[Word] = field(default_factory=list)
    redirects: list[Redirect] = field(default_factory=list)
    group: list[Pipeline] | None = None


@dataclass(slots=True)
class Pipeline:
    """Commands that feed each other, and when they run: after ``;``, ``&&`` or ``||``; ``background``: with ``&``."""

    operator: str
    commands: list[Command]
    negated: bool = False
    background: bool = False


@dataclass(frozen=True, slots=True)
class _Operator:
    text: str
    fd: int | None = None


_Token = _Operator | Word
_Add = Callable[[str, bool], None]


def parse(line: str, *, depth: int = 0) -> list[Pipeline]:
    """The pipelines of a command line, which nobody may change: a shell that reads lines asks for each of them twice,
    and those who wait on a device say the same again and again. Raises :class:`ShellSyntaxError`."""
    if depth > _MAX_DEPTH:
        raise ShellSyntaxError("syntax error: nested too deeply")
    return _parsed(line, depth) if len(line) <= _SHORT else _parsed.__wrapped__(line, depth)


@lru_cache(maxsize=256)
def _parsed(line: str, depth: int) -> list[Pipeline]:
    return _Parser(_tokenize(line), depth).pipelines(until=None)


class _Parser:
    def __init__(self, tokens: list[_Token], depth: int) -> None:
        self._tokens = tokens
        self._position = 0
        self._depth = depth

    def _peek(self) -> _Token | None:
        return self._tokens[self._position] if self._position < len(self._tokens) else None

    def _operator(self) -> str | None:
        token = self._peek()
        return token.text if isinstance(token, _Operator) else None

    def pipelines(self, until: str | None) -> list[Pipeline]:
        if self._depth > _MAX_DEPTH:
            raise ShellSyntaxError("syntax error: nested too deeply")
        found: list[Pipeline] = []
        operator = ";"
        while True:
            current = self._operator()
            if current == "\n" or (current == ";" and found and operator == ";"):
                self._position += 1
                continue
            if self._peek() is None or (until is not None and current == until):
                if operator != ";" or (self._peek() is None and until is not None):
                    raise Incomplete("syntax error: unexpected EOF")
                return found
            found.append(self._pipeline(operator))
            following = self._operator()
            if following in (";", "\n"):
                operator, self._position = ";", self._position + 1
            elif following == "&":
                found[-1].background = True
                operator, self._position = ";", self._position + 1
            elif following in ("&&", "||"):
                operator, self._position = following, self._position + 1
            elif (until is not None and following == until) or self._peek() is None:
                operator = ";"
            else:
                raise ShellSyntaxError(f"syntax error: unexpected '{following}'")

    def _pipeline(self, operator: str) -> Pipeline:
        pipeline = Pipeline(operator, [])
        token = self._peek()
        if isinstance(token, list) and token == [Part("text", "!", False)]:
            pipeline.negated = True
            self._position += 1
        while True:
            pipeline.commands.append(self._command())
            if self._operator() != "|":
                return pipeline
            self._position += 1
            while self._operator() == "\n":
                self._position += 1

    def _command(self) -> Command:
        command = Command()
        if self._operator() == "(":
            self._position += 1
            self._depth += 1
            command.group = self.pipelines(until=")")
            self._depth -= 1
            self._position += 1
        while True:
            token = self._peek()
            if isinstance(token, list):
                if command.group is not None:
                    raise ShellSyntaxError("syntax error: unexpected word after ')'")
                if not command.words and len(token) == 1 and not token[0].quoted and token[0].text in _RESERVED:
                    raise ShellSyntaxError(f"syntax error: '{token[0].text}' is not supported by the sandbox's shell")
                command.words.append(token)
                self._position += 1
            elif isinstance(token, _Operator) and token.text in (">", ">>", "<", "&>"):
                self._position += 1
                self._redirect(token, command)
            else:
                break
        if not command.words and not command.redirects and command.group is None:
            raise ShellSyntaxError(f"syntax error: unexpected '{self._operator() or 'EOF'}'".replace("\n", "newline"))
        return command

    def _redirect(self, operator: _Operator, command: Command) -> None:
        fd = operator.fd if operator.fd is not None else (0 if operator.text == "<" else 1)
        if fd > 2:
            raise ShellSyntaxError(f"{fd}: bad file descriptor")
        token = self._peek()
        if operator.text == ">" and isinstance(token, _Operator) and token.text == "&":
            self._position += 1
            token = self._peek()
            text = token[0].text if isinstance(token, list) and len(token) == 1 else ""
            if text not in ("1", "2"):
                raise ShellSyntaxError(f"{text}: bad file descriptor")
            self._position += 1
            command.redirects.append(Redirect(fd, duplicate=int(text)))
            return
        if not isinstance(token, list):
            raise ShellSyntaxError("syntax error: missing redirection target")
        self._position += 1
        command.redirects.append(Redirect(fd, target=token, append=operator.text == ">>"))
        if operator.text == "&>":
            command.redirects.append(Redirect(2, duplicate=1))


def _tokenize(line: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    while position < len(line):
        char = line[position]
        if char in " \t\r":
            position += 1
            continue
        if char == "#":
            end = line.find("\n", position)
            position = len(line) if end < 0 else end
            continue
        operator = next((text for text in _OPERATORS if line.startswith(text, position)), None)
        if operator:
            tokens.append(_Operator(operator))
            position += len(operator)
            continue
        if char.isdigit() and line[position + 1 : position + 2] in ("<", ">"):
            text = ">>" if line.startswith(">>", position + 1) else line[position + 1]
            tokens.append(_Operator(text, int(char)))
            position += 1 + len(text)
            continue
        word, position = _word(line, position)
        tokens.append(word)
    return tokens


def _word(line: str, position: int) -> tuple[Word, int]:
    parts: Word = []

    def add(text: str, quoted: bool) -> None:
        if parts and parts[-1].kind == "text" and parts[-1].quoted == quoted:
            parts[-1] = Part("text", parts[-1].text + text, quoted)
        else:
            parts.append(Part("text", text, quoted))

    while position < len(line) and line[position] not in " \t\r\n;&|<>()":
        char = line[position]
        if char == "'":
            end = line.find("'", position + 1)
            if end < 0:
                raise Incomplete("no closing quote")
            add(line[position + 1 : end], True)
            position = end + 1
        elif char == '"':
            position = _double_quoted(line, position + 1, parts, add)
        elif char == "\\":
            if line[position + 1 : position + 2] != "\n":
                add(line[position + 1 : position + 2], True)
            position += 2
        elif char == "$" or char == "`":
            position = _expansion(line, position, parts, add, quoted=False)
        else:
            add(char, False)
            position += 1
    return parts, position


def _double_quoted(line: str, position: int, parts: Word, add: _Add) -> int:
    add("", True)
    while True:
        if position >= len(line):
            raise Incomplete("no closing quote")
        char = line[position]
        if char == '"':
            return position + 1
        if char == "\\" and line[position + 1 : position + 2] in tuple('"\\$`\n'):
            if line[position + 1] != "\n":
                add(line[position + 1], True)
            position += 2
        elif char in "$`":
            position = _expansion(line, position, parts, add, quoted=True)
        else:
            add(char, True)
            position += 1


def _expansion(line: str, position: int, parts: Word, add: _Add, *, quoted: bool) -> int:
    if line[position] == "`":
        end = line.find("`", position + 1)
        if end < 0:
            raise Incomplete("no closing quote")
        parts.append(Part("command", line[position + 1 : end], quoted))
        return end + 1
    following = line[position + 1 : position + 2]
    if following in ("?", "$", "#", "@", "*") or following.isdigit():
        parts.append(Part("variable", following, quoted))
        return position + 2
    if following == "{":
        end = line.find("}", position)
        if end < 0 or not _is_name(line[position + 2 : end]):
            raise ShellSyntaxError("bad substitution")
        parts.append(Part("variable", line[position + 2 : end], quoted))
        return end + 1
    if following == "(":
        if line.startswith("$((", position):
            raise ShellSyntaxError("syntax error: arithmetic is not supported by the sandbox's shell")
        end = _closing(line, position + 2)
        parts.append(Part("command", line[position + 2 : end], quoted))
        return end + 1
    end = position + 1
    while end < len(line) and (line[end].isalnum() or line[end] == "_") and line[end].isascii():
        end += 1
    if end == position + 1:
        add("$", True)
    else:
        parts.append(Part("variable", line[position + 1 : end], quoted))
    return end


def _closing(line: str, position: int) -> int:
    depth, quote = 1, ""
    while position < len(line):
        char = line[position]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char == "\\":
            position += 1
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if not depth:
                return position
        position += 1
    raise Incomplete("syntax error: no closing ')'")


def _is_name(text: str) -> bool:
    return text == "?" or (text.isidentifier() and text.isascii())
