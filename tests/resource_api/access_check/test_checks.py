from resource_api.access_check import CHECKS


def test_the_checks_are_in_the_order_of_their_refusals() -> None:
    assert [check.name for check in CHECKS] == [
        "authorization_header_holds_a_bearer_token",
        "token_is_live",
        "token_has_the_api_scope",
    ]


def test_every_check_says_all_that_the_docs_show() -> None:
    assert all(check.sentence and check.rule and check.says and check.setting for check in CHECKS)
    assert all(check.sentence.endswith(".") for check in CHECKS)


def test_every_check_knows_what_it_needs() -> None:
    known = [check.name for check in CHECKS]
    assert all(need in known[:position] for position, check in enumerate(CHECKS) for need in check.needs)
