"""Where one can go at HQ; `config` frames every page with it."""

from django.utils.translation import gettext_lazy as _

from guildhall.console.shell.navigation import Item

ITEMS = (
    Item(_("Figures"), url="hq:figures", icon="chart-bar", permission="figures:view"),
    Item(_("Subsidiaries"), url="hq:companies", icon="sitemap", permission="figures:view"),
)
