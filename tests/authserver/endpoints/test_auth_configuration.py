"""How users log in, as a saved answer of an org has it."""

from building import Server


def test_the_configuration_is_that_of_an_org_that_nobody_changed(either_shared: Server) -> None:
    answer = either_shared.get("/.well-known/auth-configuration")
    assert answer.status_code == 200
    assert answer.text == (
        '{"OrgId":"00Dxx0000001gPL","Url":"http://127.0.0.1:8002","MobileSDK":'
        '{"UseiOSNativeBrowserForAuthentication":false,"UseAndroidNativeBrowserForAuthentication":false,'
        '"shareBrowserSessionIOS":false,"shareBrowserSessionAndroid":false},"LoginPage":null,"SamlProviders":[],'
        '"AuthProviders":[],"CertificateLogin":null,"LoginPageType":"standard","LoginPageTypeConfigs":{}}'
    )
