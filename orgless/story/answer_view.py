"""Tells which checks give the answer that was pasted in the place of a request."""

from rich.console import Console

from orgless.pasted.answer import Answer, scenarios_of

from .terminal import facts, plain


def tell_answer(console: Console, answer: Answer, profile: str) -> None:
    """Prints each check that answers so, with the setting that repairs it and the scenarios that play it.

    Args:
        console: Where to.
        answer: What was pasted.
        profile: ``salesforce`` or ``strict``.
    """
    said = ", ".join(filter(None, (answer.error, answer.description)))
    if not said:
        return
    checks = answer.checks(profile)
    if not checks:
        console.print(plain(f"No check of orgless answers “{said}”."))
    elif len(checks) == 1:
        console.print(plain(f"One check answers “{said}”:", "bold"))
    else:
        console.print(plain(f"{len(checks)} checks answer “{said}”:", "bold"))
    for check in checks:
        console.print()
        console.print(plain(f"  {check.name}", "bold"))
        rows = [("means", check.sentence), ("change", check.setting), ("scenarios", ", ".join(scenarios_of(check)))]
        console.print(facts([(name, value) for name, value in rows if value], indent=4))
