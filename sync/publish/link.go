package publish

import (
	"net/netip"
	"net/url"
	"strings"
)

// maxLink bounds a link in octets; nothing that people follow is longer.
const maxLink = 2000

// webLink returns an absolute http or https address in ASCII (RFC 3986), ""
// for anything else.
func webLink(link string) string {
	if link == "" {
		return ""
	}
	link = strings.TrimSpace(link)
	u, err := url.Parse(link)
	if err != nil || u.Host == "" || len(link) > maxLink {
		return ""
	}
	if scheme := strings.ToLower(u.Scheme); scheme != "http" && scheme != "https" {
		return ""
	}
	return asciiLink(link)
}

// asciiLink percent-encodes what a URI may not hold and leaves the rest alone.
func asciiLink(link string) string {
	if strings.IndexFunc(link, func(r rune) bool { return !uriRune(r) }) < 0 {
		return link
	}
	const hexa = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(link) {
		c := link[i]
		if uriRune(rune(c)) {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hexa[c>>4])
		b.WriteByte(hexa[c&15])
	}
	return b.String()
}

// uriRune reports whether r may stand in a URI as it is.
func uriRune(r rune) bool {
	return r > ' ' && r < 0x7f && !strings.ContainsRune("\"<>\\^`{|}", r)
}

// publicLink returns link if the public may follow it: a web address, no token
// in it, nobody's e-mail or number, no host inside somebody's walls.
func publicLink(link string) string {
	link = webLink(link)
	u, err := url.Parse(link)
	if link == "" || err != nil || privateHost(u.Hostname()) || secretLink(u) {
		return ""
	}
	return link
}

// privateHost reports whether a host only answers inside a network.
func privateHost(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if ip, err := netip.ParseAddr(host); err == nil {
		return !ip.IsGlobalUnicast() || ip.IsPrivate()
	}
	if !strings.Contains(host, ".") {
		return true
	}
	top := host[strings.LastIndexByte(host, '.')+1:]
	switch top {
	case "local", "localhost", "localdomain", "lan", "home", "internal", "intranet", "intra", "corp", "private", "arpa":
		return true
	}
	return false
}
