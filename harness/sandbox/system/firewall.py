"""The packet filter's tables, as iptables shows and changes them. Nothing is filtered: apps are processes of this
machine.

Messages and exit codes are those of iptables(8) (legacy): 1 for what does not exist, 2 for a wrong command line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

_BUILTIN: Final = {
    "filter": ("INPUT", "FORWARD", "OUTPUT"),
    "nat": ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"),
    "mangle": ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"),
}
_TARGETS: Final = {"ACCEPT", "DROP", "REJECT", "RETURN", "REDIRECT", "DNAT", "LOG"}


class RuleError(Exception):
    """A command that iptables refuses; ``code`` is its exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


@dataclass(slots=True)
class Table:
    """One table: its chains with their rules, each the words that made it."""

    chains: dict[str, list[list[str]]] = field(default_factory=dict)


class Firewall:
    """The tables of IPv4 or IPv6."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}
        self.reset()

    def reset(self) -> None:
        """A new device, or a reboot: only the chains that are always there."""
        self.tables = {name: Table({chain: [] for chain in chains}) for name, chains in _BUILTIN.items()}

    def run(self, name: str, args: list[str]) -> str:
        """Run one command line of ``iptables`` and give its output. Raises :class:`RuleError`."""
        words = [word for word in args if word not in ("-w", "--wait", "-n", "-v", "-x")]
        table_name = "filter"
        if "-t" in words:
            at = words.index("-t")
            table_name = words[at + 1] if at + 1 < len(words) else ""
            del words[at : at + 2]
        table = self.tables.get(table_name)
        if table is None:
            raise RuleError(
                f"{name}: can't initialize {name} table `{table_name}': Table does not exist (do you need to insmod?)",
                3,
            )
        for number, word in enumerate(words):
            if word.startswith("-") and word.strip("-nvx") in ("L", "S", "A", "I", "D", "C", "N", "X", "F"):
                return self._verb(name, table, word.strip("-nvx"), words[:number] + words[number + 1 :])
        raise RuleError(f"{name}: no command specified\nTry `{name} -h' or '{name} --help' for more information.", 2)

    def _verb(self, name: str, table: Table, verb: str, words: list[str]) -> str:
        chain, rule = (words[0], words[1:]) if words else ("", [])
        if verb == "N":
            if chain in table.chains:
                raise RuleError(f"{name}: Chain already exists.")
            table.chains[chain] = []
            return ""
        if verb in ("L", "S"):
            return self._show(name, table, verb, chain)
        if chain not in table.chains:
            raise RuleError(f"{name}: No chain/target/match by that name.")
        rules = table.chains[chain]
        if verb == "F":
            rules.clear()
        elif verb == "X":
            self._delete_chain(name, table, chain)
        elif verb in ("A", "I"):
            self._check_target(name, table, rule)
            if verb == "A":
                rules.append(rule)
            else:
                rules.insert(0, rule)
        elif rule not in rules:
            raise RuleError(f"{name}: Bad rule (does a matching rule exist in that chain?).")
        elif verb == "D":
            rules.remove(rule)
        return ""

    def _delete_chain(self, name: str, table: Table, chain: str) -> None:
        if table.chains[chain]:
            raise RuleError(f"{name}: Directory not empty.")
        if any(
            rule[rule.index("-j") + 1] == chain for rules in table.chains.values() for rule in rules if "-j" in rule
        ):
            raise RuleError(f"{name}: Too many links.")
        if chain.isupper():
            raise RuleError(f"{name}: Invalid argument. Run `dmesg' for more information.")
        del table.chains[chain]

    @staticmethod
    def _check_target(name: str, table: Table, rule: list[str]) -> None:
        if "-j" not in rule:
            return
        target = rule[rule.index("-j") + 1] if rule.index("-j") + 1 < len(rule) else ""
        if target not in _TARGETS and target not in table.chains:
            raise RuleError(f"{name}: No chain/target/match by that name.")

    @staticmethod
    def _show(name: str, table: Table, verb: str, chain: str) -> str:
        if chain and chain not in table.chains:
            raise RuleError(f"{name}: No chain/target/match by that name.")
        text = ""
        for found, rules in table.chains.items():
            if chain and found != chain:
                continue
            policy = "(policy ACCEPT 0 packets, 0 bytes)" if found.isupper() else "(1 references)"
            if verb == "S":
                text += f"-P {found} ACCEPT\n" if found.isupper() else f"-N {found}\n"
                text += "".join(f"-A {found} {' '.join(rule)}\n" for rule in rules)
                continue
            head = "    pkts      bytes target     prot opt in     out     source               destination"
            text += f"Chain {found} {policy}\n{head}\n"
            for rule in rules:
                target = rule[rule.index("-j") + 1] if "-j" in rule else ""
                text += f"       0        0 {target:<10} all  --  *      *       0.0.0.0/0            0.0.0.0/0\n"
        return text
