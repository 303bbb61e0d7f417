package config

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// web checks the section [web] and says what is unwise in it.
func (r *reader) web(keys webKeys, n *node) (Web, []string) {
	if why := badListen(keys.Listen); why != "" {
		r.note(n.key("listen"), "web.listen", "« listen » dans [web] : %s ; écrivez une adresse et un port, par exemple \"127.0.0.1:8080\"", why)
	}
	w := Web{Listen: keys.Listen, PublicURL: strings.TrimRight(keys.PublicURL, "/"), PublicFeed: keys.PublicFeed}
	if w.PublicURL == "" {
		return w, nil
	}
	at := n.key("public_url")
	u, err := url.Parse(w.PublicURL)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		r.note(at, "web.public_url", "« public_url » doit être une adresse complète, comme \"https://agenda.exemple.fr\"")
	case u.User != nil:
		r.note(at, "web.public_url", "« public_url » ne doit contenir ni nom ni mot de passe ; cette adresse est montrée à tous")
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		r.note(at, "web.public_url", "« public_url » s'arrête avant « ? » et « # » ; enlevez la suite")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return w, []string{french("%s ligne %d : « public_url » commence par http:// ; les adresses secrètes des agendas voyageraient en clair, préférez https://", r.doc.name, at.line)}
	}
	return w, nil
}

// badListen says in French what is wrong with HOST:PORT, "" where nothing is.
func badListen(listen string) string {
	i := strings.LastIndexByte(listen, ':')
	if i < 0 {
		return french("il manque le port ou l'adresse dans « %s »", shown(listen))
	}
	host, port := listen[:i], listen[i+1:]
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || strconv.FormatUint(n, 10) != port {
		return french("« %s » n'est pas un port (un nombre jusqu'à 65535)", shown(port))
	}
	if inner, ok := strings.CutPrefix(host, "["); ok {
		address, closed := strings.CutSuffix(inner, "]")
		if _, err := netip.ParseAddr(address); err == nil && closed {
			return ""
		}
	} else if host == "" || hostname(host) {
		return ""
	}
	return french("« %s » n'est pas une adresse", shown(host))
}

// hostname reports whether host may be a name or an IPv4 address.
func hostname(host string) bool {
	for i := range len(host) {
		if c := host[i]; !bare(c) && c != '.' {
			return false
		}
	}
	return len(host) <= 253
}

func loopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}
