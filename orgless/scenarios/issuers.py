"""Who calls: the issuer, the certificate and the signature, which must be those of a connected app of Org1."""

from authserver.assertion.unverified_checks import (
    algorithm_is_rs256,
    app_has_a_certificate,
    client_credentials_are_right,
    issuer_is_a_consumer_key,
    issuer_is_given,
    signature_matches_the_certificate,
)

from .draft import Draft
from .scenario import scenario


@scenario(refused_by=issuer_is_a_consumer_key, source="“client identifier invalid”: a copied secret")
def consumer_secret_as_issuer(draft: Draft) -> None:
    """The consumer secret was copied into Issuer, where the consumer key belongs."""
    draft.named_credential["issuer"] = draft.consumer_secret


@scenario(refused_by=issuer_is_a_consumer_key, source="whose issuer? The form does not say")
def username_as_issuer(draft: Draft) -> None:
    """Issuer holds the username, which is the subject."""
    draft.named_credential["issuer"] = draft.user["username"]


@scenario(refused_by=issuer_is_a_consumer_key, source="“client identifier invalid” right after the app was made")
def mistyped_consumer_key(draft: Draft) -> None:
    """The last characters of the consumer key were lost when it was copied."""
    draft.named_credential["issuer"] = draft.named_credential["issuer"][:-3]


@scenario(refused_by=issuer_is_a_consumer_key, source="quotes belong around a formula's constant, so why not here?")
def quotes_around_the_issuer(draft: Draft) -> None:
    """Issuer is plain text, and the consumer key stands in quotes there."""
    draft.named_credential["issuer"] = f'"{draft.named_credential["issuer"]}"'


@scenario(refused_by=issuer_is_given, source="a JWT library that calls the issuer clientId")
def issuer_is_missing(draft: Draft) -> None:
    """The client puts the consumer key into a claim of another name."""
    draft.client.sets_claims(client_id=draft.named_credential["issuer"])
    draft.client.leaves_out("iss")


@scenario(refused_by=app_has_a_certificate, source="“invalid assertion”: Use digital signatures is off")
def digital_signatures_are_off(draft: Draft) -> None:
    """The connected app has no certificate: Use digital signatures was never ticked."""
    draft.connected_app.pop("certificate_file", None)


@scenario(refused_by=signature_matches_the_certificate, source="“invalid assertion” since the certificate was replaced")
def certificate_was_replaced(draft: Draft) -> None:
    """Org2 renewed its certificate under the same name, and Org1's connected app still has the old one."""
    draft.renew_signing_certificate()


@scenario(refused_by=signature_matches_the_certificate, source="which certificate? The form offers all of Org2's")
def wrong_signing_certificate(draft: Draft) -> None:
    """The named credential signs with a certificate that is registered with another connected app."""
    draft.named_credential["jwt_signing_certificate"] = draft.other_signing_certificate()


@scenario(refused_by=algorithm_is_rs256, source="an External Credential offers RS256 and RS512")
def rs512_signature(draft: Draft) -> None:
    """The client signs with RS512, because longer sounds better."""
    draft.client.sets_header(alg="RS512")


@scenario(refused_by=algorithm_is_rs256, source="the JWT library asks for a secret, and the app has one")
def hs256_with_the_consumer_secret(draft: Draft) -> None:
    """The JWT library's default is HS256, so the client signs with the consumer secret."""
    draft.client.signs_with_secret("HS256", draft.consumer_secret)


@scenario(refused_by=client_credentials_are_right, source="a client that sends client_id and client_secret in any flow")
def wrong_client_secret(draft: Draft) -> None:
    """The client sends the consumer key and an outdated secret beside the assertion, although this flow needs none."""
    draft.client.adds_parameter("client_id", draft.connected_app["consumer_key"])
    draft.client.adds_parameter("client_secret", "the-secret-before-the-last-rotation")


ISSUERS = (
    consumer_secret_as_issuer,
    username_as_issuer,
    mistyped_consumer_key,
    quotes_around_the_issuer,
    issuer_is_missing,
    digital_signatures_are_off,
    certificate_was_replaced,
    wrong_signing_certificate,
    rs512_signature,
    hs256_with_the_consumer_secret,
    wrong_client_secret,
)
