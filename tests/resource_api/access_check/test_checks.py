from resource_api.access_check import CHECKS


def test_the_checks_are_in_the_order_of_their_refusals() -> None:
    assert [check.name for check in CHECKS] == [
        "authorization_header_holds_a_bearer_token",
        "jwt_is_well_formed",
        "jwt_is_an_access_token",
        "jwt_is_signed_with_rs256",
        "jwt_names_a_key_of_this_org",
        "jwt_signature_matches_the_key",
        "jwt_was_issued_by_this_org",
        "jwt_is_meant_for_this_api",
        "jwt_is_valid_now",
        "jwt_names_its_user",
        "token_is_live",
        "org_has_the_api",
        "user_has_the_api_permission",
        "token_has_the_api_scope",
        "app_is_allowed_by_api_access_control",
    ]


def test_every_check_says_all_that_the_docs_show() -> None:
    assert all(check.sentence and check.rule and check.says and check.setting for check in CHECKS)
    assert all(check.sentence.endswith(".") for check in CHECKS)


def test_every_check_knows_what_it_needs() -> None:
    known = [check.name for check in CHECKS]
    assert all(need in known[:position] for position, check in enumerate(CHECKS) for need in check.needs)
