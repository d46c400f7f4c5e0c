"""Names that nobody may take, because a stranger would believe them."""

# Hosts that the platform uses or may want: whole names.
HOSTS = frozenset(
    """
    about account accounts admin administrator api app apps assets auth autoconfig autodiscover
    backup billing blog booking broadcasthost cache calendar careers cdn chat checkout citus cloud
    cms community console contact dashboard data database db default demo dev developer developers
    directory dns docs documentation domain download downloads edge email embed error events
    example exchange explore faq feed feedback files forum ftp git graph graphql group groups
    guest guide headquarters health healthz help home host hosting hq http https id image images
    imap info internal intranet invite invoice ipv4 ipv6 isatap jobs js kb lab legal license live
    local localhost login logout logs mail mailer mailserver main manage manager map media metrics
    mobile monitor moderator money mx mysql network news newsletter nobody none notify ns ns0 ns1
    ns2 ns3 ns4 null oauth office official oidc old online openid operator operators ops order
    orders owner partner partners pay payment payments ping platform plan plans pop pop3 portal
    postgres postmaster press prices pricing privacy private prod production profile proxy public
    queue redis register relay remote report reports reseller root sales sandbox search secure
    security server service services settings setup share shop shops signin signup sitemap smtp
    social socket source ssh ssl sso staff stage staging start stat static stats status storage
    store storefront stores stream subscribe support survey svn sys sysadmin system team teams
    telnet tenant tenants terms test testing tests tls token tool tools tracker undefined unit
    update upload uploads user users v1 v2 vault version video vpn web webdav webhook webhooks
    webmail webmaster website wiki worker workspace wpad ws www www1 www2 www3 xml xmpp
    """.split()  # noqa: SIM905 - two hundred quotation marks say nothing
)
# Words that make any name look like the platform's own: `acme-login`, `guildhall-billing`.
PARTS = frozenset(
    """
    account admin administrator billing guildhall login official password payment postmaster
    root secure security signin support sysadmin verification verify webmaster
    """.split()  # noqa: SIM905 - two hundred quotation marks say nothing
)
