"""Where anybody gets an e-mail address, which then proves nothing of whom it belongs to. Written down by hand: the
large ones of the world, and of the countries whose newspapers are read here. Pure."""

from typing import Final

# Providers with a domain in many countries: yahoo.fr, yahoo.co.uk, live.com ... by the label before the public suffix.
EVERYWHERE: Final = frozenset(
    {
        *("aol", "gmail", "gmx", "googlemail", "hotmail", "icloud", "live", "mailo", "mailinator", "msn", "outlook"),
        *("proton", "protonmail", "rocketmail", "tutanota", "yahoo", "yandex", "ymail", "zoho", "zohomail"),
    }
)
DOMAINS: Final = frozenset(
    {
        # worldwide
        *("aim.com", "duck.com", "email.com", "fastmail.com", "fastmail.fm", "hey.com", "hushmail.com", "inbox.com"),
        *("mac.com", "mail.com", "me.com", "passport.com", "pm.me", "proton.me", "protonmail.ch", "riseup.net"),
        *("disroot.org", "posteo.net", "startmail.com", "tuta.com", "tuta.io", "tutamail.com", "runbox.com"),
        *("privaterelay.appleid.com", "simplelogin.com", "addy.io", "anonaddy.com", "mozmail.com"),
        # that end by themselves
        *("10minutemail.com", "dispostable.com", "getnada.com", "guerrillamail.com", "maildrop.cc", "sharklasers.com"),
        *("temp-mail.org", "tempmail.com", "throwawaymail.com", "trashmail.com", "yopmail.com", "yopmail.fr"),
        # France, Belgium, Switzerland
        *("9online.fr", "alice.fr", "aliceadsl.fr", "bbox.fr", "caramail.com", "cegetel.net", "club-internet.fr"),
        *("free.fr", "laposte.net", "neuf.fr", "noos.fr", "numericable.fr", "orange.fr", "sfr.fr", "wanadoo.fr"),
        *("tiscali.fr", "voila.fr", "belgacom.net", "proximus.be", "skynet.be", "telenet.be", "voo.be"),
        *("bluewin.ch", "hispeed.ch", "sunrise.ch"),
        # Morocco, Algeria, Tunisia, the Middle East
        *("caramail.fr", "iam.net.ma", "maktoob.com", "menara.ma", "djaweb.dz", "gnet.tn", "planet.tn", "topnet.tn"),
        *("emirates.net.ae", "eim.ae", "saudi.net.sa", "tedata.net.eg", "walla.co.il", "walla.com"),
        # Spain, Portugal, Latin America
        *("ono.com", "terra.es", "telefonica.net", "movistar.es", "euskaltel.net", "sapo.pt", "iol.pt", "netcabo.pt"),
        *("bol.com.br", "globo.com", "ig.com.br", "oi.com.br", "terra.com.br", "uol.com.br", "prodigy.net.mx"),
        *("fibertel.com.ar", "arnet.com.ar"),
        # Italy, Germany, Austria, the Netherlands
        *("alice.it", "inwind.it", "iol.it", "libero.it", "tim.it", "tin.it", "tiscali.it", "virgilio.it"),
        *("arcor.de", "freenet.de", "mail.de", "mailbox.org", "online.de", "posteo.de", "t-online.de", "web.de"),
        *("aon.at", "chello.at", "hetnet.nl", "home.nl", "kpnmail.nl", "planet.nl", "upcmail.nl", "ziggo.nl"),
        # the British Isles, North America, Australia
        *("blueyonder.co.uk", "btinternet.com", "ntlworld.com", "sky.com", "talktalk.net", "virginmedia.com"),
        *("eircom.net", "att.net", "bellsouth.net", "charter.net", "comcast.net", "cox.net", "earthlink.net"),
        *("juno.com", "netzero.net", "optonline.net", "sbcglobal.net", "verizon.net", "bell.net", "rogers.com"),
        *("shaw.ca", "sympatico.ca", "videotron.ca", "bigpond.com", "optusnet.com.au"),
        # eastern Europe, Turkey, Asia
        *("bk.ru", "inbox.ru", "list.ru", "mail.ru", "rambler.ru", "ya.ru", "i.ua", "ukr.net", "interia.pl", "o2.pl"),
        *("onet.pl", "poczta.onet.pl", "wp.pl", "centrum.cz", "email.cz", "seznam.cz", "abv.bg", "mynet.com"),
        *("126.com", "139.com", "163.com", "foxmail.com", "qq.com", "sina.com", "sohu.com", "yeah.net", "daum.net"),
        *("hanmail.net", "naver.com", "docomo.ne.jp", "ezweb.ne.jp", "rediffmail.com"),
    }
)


def is_free(registered: str) -> bool:
    """Whether anybody gets an address at a domain that is registered so."""
    return registered in DOMAINS or registered.partition(".")[0] in EVERYWHERE
