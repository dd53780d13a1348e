"""Ways to name an address that nobody should be led to, by kind. Own-written, after what is publicly known."""

from typing import Final

NAME: Final = "news.example.org"  # a public name
HOSTS: Final = [
    # the networks of special purpose, their first and their last addresses
    *("0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1"),
    *("127.255.255.255", "169.254.0.1", "172.16.0.0", "172.31.255.255", "192.0.0.8", "192.0.2.255", "192.168.0.0"),
    *("198.18.0.0", "198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.251", "239.255.255.255", "240.0.0.0"),
    *("255.255.255.255", "192.88.99.1"),
    # what clouds tell their machines there
    *("169.254.169.254", "169.254.169.253", "169.254.170.2", "169.254.42.42", "100.100.100.200", "192.0.0.192"),
    *("168.63.129.16", "[fd00:ec2::254]", "[fd20:ce::254]", "[fd00:42::42]"),
    # other spellings of IPv4, as resolvers of the system read them
    *("127.1", "127.0.1", "10.1", "2130706433", "0x7f000001", "0X7F.1", "0177.0.0.1", "017700000001", "0x7f.0.0.1"),
    *("00000177.0.0.1", "127.0.0.01", "127.0.0.0x1", "0", "00", "0x0", "4294967295", "4294967297", "256.256.256.256"),
    *("127.0.0.1.", "127.0.0.1..", "127..0.0.1", ".127.0.0.1", "127.0.0.1.0x", "1.2.3.4.5", "0xa9.0xfe.0xa9.0xfe"),
    *("127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "１２７.0.0.1", "①②⑦.⓪.⓪.①", "𝟏𝟐𝟕.𝟎.𝟎.𝟏", "²130706433"),
    *("٠", "١٢٧.٠.٠.١"),
    *("127%2e0%2e0%2e1", "%31%32%37.0.0.1", "127.0.0.1%00", "127.0.0.1%20"),
    # IPv6
    *("[::]", "[::1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::0.0.0.1]", "[fe80::1]", "[fe80::1%eth0]"),
    *("[fe80::1%25eth0]", "[2606:2800:21f::1%25lo]", "[fec0::1]", "[feff::1]", "[fc00::1]", "[fdff::1]", "[ff02::1]"),
    *("[ff0e::1]", "[100::1]", "[100:0:0:1::1]", "[2001:db8::1]", "[2001:2::1]", "[2001:10::1]", "[2001:20::1]"),
    *("[3fff::1]", "[5f00::1]", "[4000::1]", "[e000::1]", "[::2]", "[1::1]", "[::1]]", "[[::1]]", "[::1", "::1"),
    *("[]",),
    *("[v1.127.0.0.1]", "[127.0.0.1]", "[::1].example.org", "[::127.1]", "[:::1]", "[12345::1]"),
    # IPv4 inside of IPv6
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::FFFF:A9FE:A9FE]", "[0:0:0:0:0:ffff:10.0.0.1]", "[::ffff:0.0.0.0]"),
    *("[::ffff:0:127.0.0.1]", "[::ffff:0:a9fe:a9fe]", "[::127.0.0.1]", "[::a9fe:a9fe]", "[64:ff9b::7f00:1]"),
    *("[64:ff9b::10.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::7f00:1]", "[64:ff9b:1:a00:0:100::]"),
    # translated or carried by whoever runs that network, whatever public address it seems to hold
    *("[64:ff9b:1::5db8:d70e]", "[2002:5db8:d70e::1]", "[2002:7f00:1::1]", "[2002:c0a8:101::1]", "[::93.184.215.14]"),
    *("[::ffff:0:5db8:d70e]", "[2001:0:4136:e378:8000:63bf:f5ff:fffe]", "[2001:0:5db8:d70e::a247:28f1]"),
    *("[2606:2800:21f::5efe:10.0.0.1]", "[2606:2800:21f::200:5efe:127.0.0.1]", "[fe80::5efe:5db8:d70e]"),
    *("[fd00::5efe:5db8:d70e]", "[fd12:3456:789a::200:5efe:8.8.8.8]", "[2002:7f00:1::5efe:8.8.8.8]"),
]
URLS: Final = [
    # a user before the host, or what some reader takes for one
    *(f"http://{NAME}@127.0.0.1/", f"http://127.0.0.1@{NAME}/", f"http://user:secret@{NAME}/", f"http://@{NAME}/"),
    *(f"http://:@{NAME}/", f"http://{NAME}%40127.0.0.1/", f"http://127.0.0.1%2f@{NAME}/", f"http://{NAME}#@127.0.0.1/"),
    *(f"http://1.1.1.1 &@127.0.0.1# @{NAME}/", f"http://127.0.0.1;@{NAME}/", f"http://{NAME}:80@127.0.0.1:80/"),
    # backslashes, white space, controls
    *(f"http://127.0.0.1\\@{NAME}/", f"http://{NAME}\\.127.0.0.1/", f"http:\\\\{NAME}/", f"http:/\\{NAME}/"),
    *(f"http://{NAME}\t/", f"http://{NAME}\n/", f"http://exa\rmple.org@{NAME}/", f"http://{NAME} /"),
    *(f"\thttp://{NAME}/", f"http://{NAME}/\r\nHost: 127.0.0.1", f"http://{NAME}/\x00", f"http://{NAME}\x7f/"),
    *(f"http://{NAME}\u2028/", f"http://{NAME}\u3000/", f"http://{NAME}\ufeff@/"),
    # slashes too many or too few
    *(f"http:///{NAME}/", f"http:{NAME}/", f"http:/{NAME}/", f"//{NAME}/", f"{NAME}/", "http://", "http:///"),
    *("http://?", ""),
    # ports
    *(f"http://{NAME}:0/", f"http://{NAME}:65536/", f"http://{NAME}:-1/", f"http://{NAME}:80:127.0.0.1/"),
    *(f"http://{NAME}:80a/", f"http://{NAME}:８０/", f"http://{NAME}:8_0/", f"http://{NAME}: 80/"),
    # names that are none
    *("http://%6c%6f%63%61%6c%68%6f%73%74/", f"http://{NAME}%00.example.org/", f"http://{NAME}%2f/"),
    *(f"http://*.{NAME}/", f"http://$({NAME})/", f"http://{NAME},127.0.0.1/", f"http://{NAME};127.0.0.1/"),
    *("http://a..b/", "http://.a.b/", "http://xn--/", "http://xn--a.example.org/", f"http://{'a' * 64}.example.org/"),
    *(f"http://{'a.' * 127}org/", f"http://{'é' * 3_000}.example.org/", f"http://<{NAME}>/", f"http://{NAME}|/"),
    f"http://{NAME}^/",
    # schemes
    *("file:///etc/passwd", "file://localhost/etc/passwd", f"ftp://{NAME}/", "gopher://127.0.0.1:6379/_FLUSHALL"),
    *("dict://127.0.0.1:11211/stats", "data:text/xml,<rss/>", "javascript:alert(1)", "unix:///var/run/docker.sock"),
    *("jar:http://127.0.0.1!/", "ldap://127.0.0.1/", "tftp://127.0.0.1/", f"ws://{NAME}/", f"feed:http://{NAME}/"),
    *(f"http+unix://%2Fvar%2Frun%2Fdocker.sock/{NAME}", f"view-source:http://{NAME}/", f"httpx://{NAME}/"),
    f"hｔtp://{NAME}/",
]
LOCATIONS: Final = [
    *("http://127.0.0.1/", "//127.0.0.1/", "https://169.254.169.254/latest/", "http://[::1]/"),
    *("http://[::ffff:7f00:1]/", "http://2130706433/", "http://0x7f.1/", "http://localhost/"),
    *("http://inner.example.org/", "http://redis:6379/", f"http://{NAME}:6379/", f"https://{NAME}:22/"),
    *("file:///etc/passwd", "gopher://127.0.0.1:6379/_x", "ftp://127.0.0.1/", "dict://127.0.0.1:11211/"),
    *("data:text/html,x", "javascript:alert(1)", f"http://user:secret@{NAME}/", f"http://{NAME}@127.0.0.1/"),
    *("http://127.0.0.1\\@example.org/", "/\\127.0.0.1/", "\\\\127.0.0.1\\", "http:127.0.0.1", "http:///127.0.0.1/"),
    *("http://127.0.0.1\t/", "ht\ttp://127.0.0.1/", "http://①②⑦.⓪.⓪.①/", "http://%6cocalhost/", "http://[::1"),
    "https://" + "a" * 4_000 + "/",
]
