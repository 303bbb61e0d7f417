package rdvsp

import (
	"errors"
	"net"
	"net/url"
	"slices"
	"strings"

	"tresse"
)

// Options are the keys of a source of kind rdvsp.
type Options struct {
	URL           string  `toml:"url"`           // of the host; /api/v1 and /oauth are below it
	Organisations []int64 `toml:"organisations"` // none: all that the agent sees

	ClientID     string `toml:"client_id"`
	ClientSecret string `toml:"client_secret" secret:"true"`
	RefreshToken string `toml:"refresh_token" secret:"true"` // the first one; later ones are kept by Env.Tokens
	RedirectURI  string `toml:"redirect_uri"`                // as registered with the client; "" is the caller's, or Nowhere

	// On the historical hosts only.
	Email    string `toml:"email"`
	Password string `toml:"password" secret:"true"`
}

const defaultURL = "https://rdv.anct.gouv.fr"

// check fills defaults and names every mistake by its key.
func (o *Options) check() error {
	for _, text := range []*string{&o.URL, &o.ClientID, &o.ClientSecret, &o.RefreshToken, &o.RedirectURI, &o.Email} {
		*text = strings.TrimSpace(*text)
	}
	if o.URL == "" {
		o.URL = defaultURL
	}
	o.URL = hostOf(o.URL)
	return errors.Join(o.checkURL(), o.checkAccess(), o.checkRedirect(), o.checkOrganisations())
}

// hostOf drops what people copy along with a host, and adds the www. that the
// historical hosts need (sheet §1): a redirect would lose the token.
func hostOf(address string) string {
	address = strings.TrimRight(address, "/")
	address = strings.TrimRight(strings.TrimSuffix(address, "/api/v1"), "/")
	u, err := url.Parse(address)
	if err == nil && slices.Contains([]string{"rdv-solidarites.fr", "rdv-aide-numerique.fr"}, strings.ToLower(u.Host)) {
		u.Host = "www." + strings.ToLower(u.Host)
		return u.String()
	}
	return address
}

func (o *Options) checkURL() error {
	u, err := url.Parse(o.URL)
	if err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && u.Path == "" && u.RawQuery == "" && u.Fragment == "" {
		return nil
	}
	return mistake("url: not the http or https address of a host",
		"« url » doit être l’adresse du site où vous prenez vos rendez-vous, par exemple "+defaultURL+" ; vous pouvez aussi retirer cette ligne.")
}

// usesPassword reports which of the two schemes of sheet §2 is meant.
func (o *Options) usesPassword() bool { return o.Email != "" || o.Password != "" }

func (o *Options) checkAccess() error {
	switch {
	case o.usesPassword() && (o.ClientID != "" || o.ClientSecret != "" || o.RefreshToken != ""):
		return mistake("email: given beside client_id",
			"« email » et « password » ne vont pas avec « client_id » : gardez « client_id » et « client_secret », et retirez les deux autres lignes.")
	case o.usesPassword():
		return o.checkPassword()
	case o.ClientID == "" && o.ClientSecret == "":
		return mistake("client_id: missing, and client_secret",
			"« client_id » et « client_secret » manquent : l’équipe de RDV Service Public les donne sur demande (support@rdv-service-public.fr) ; la lettre toute prête est dans le mode d’emploi (docs/rdv-service-public.md).")
	case o.ClientID == "":
		return mistake("client_id: missing",
			"« client_id » manque : l’équipe de RDV Service Public l’a donné avec « client_secret ».")
	case o.ClientSecret == "":
		return mistake("client_secret: missing",
			"« client_secret » manque : l’équipe de RDV Service Public l’a donné avec « client_id » ; indiquez-le ici, de préférence par env:RDV_SECRET.")
	}
	return errors.Join(plain("client_secret", o.ClientSecret), plain("refresh_token", o.RefreshToken))
}

func (o *Options) checkPassword() error {
	u, err := url.Parse(o.URL)
	switch {
	case err == nil && strings.HasSuffix(strings.ToLower(u.Hostname()), ".anct.gouv.fr"):
		return mistake("email: this host takes no password",
			"« email » et « password » n’ouvrent que les anciens sites (www.rdv-solidarites.fr, www.rdv-aide-numerique.fr) : pour celui-ci, indiquez « client_id » et « client_secret ».")
	case o.Email == "":
		return mistake("email: missing", "« email » manque : c’est l’adresse avec laquelle vous vous connectez au site.")
	case o.Password == "":
		return mistake("password: missing", "« password » manque : indiquez le mot de passe du site, de préférence par env:RDV_PASSWORD.")
	case strings.ContainsFunc(o.Email, unprintable):
		return mistake("email: holds a space or a sign that no address has", "« email » contient une espace ou un signe inattendu.")
	}
	return nil
}

// plain refuses what no id, secret or token of the platform holds.
func plain(key, value string) error {
	if !strings.ContainsFunc(value, unprintable) {
		return nil
	}
	return mistake(key+": holds a space or a sign that it cannot have",
		"« "+key+" » contient une espace ou un signe inattendu : copiez-le de nouveau, sans rien autour.")
}

func unprintable(r rune) bool { return r <= ' ' || r > '~' }

// checkRedirect asks for https, as the platform does (sheet §2a), but for a
// platform on this machine: tests and demonstrations.
func (o *Options) checkRedirect() error {
	u, err := url.Parse(o.RedirectURI)
	if o.RedirectURI == "" || err == nil && u.Host != "" && u.Fragment == "" && (u.Scheme == "https" || u.Scheme == "http" && o.onLoopback()) {
		return nil
	}
	return mistake("redirect_uri: not an https address",
		"« redirect_uri » doit être l’adresse https:// donnée à l’équipe de RDV Service Public avec votre demande, lettre pour lettre.")
}

func (o *Options) checkOrganisations() error {
	if len(o.Organisations) > mostOrganisations || slices.ContainsFunc(o.Organisations, func(id int64) bool { return id <= 0 }) {
		return mistake("organisations: not a list of ids",
			"« organisations » est la liste des numéros d’organisations à lire, par exemple [77] ; retirez la ligne pour lire tout ce que vous voyez.")
	}
	slices.Sort(o.Organisations)
	o.Organisations = slices.Compact(o.Organisations)
	return nil
}

// mostOrganisations bounds what is read one after the other, and what a cursor
// remembers.
const mostOrganisations = 500

// mistake is one error of the configuration; the caller adds the source.
func mistake(text, advice string) error {
	return &tresse.Error{Trouble: tresse.TroubleConfig, Op: "rdvsp", Err: errors.New(text), Advice: advice}
}

// instance names the database behind a host: ids are unique in one of them only,
// and the two historical brands share theirs (sheet §1).
func (o *Options) instance() string {
	u, err := url.Parse(o.URL)
	if err != nil {
		return o.URL
	}
	host := strings.ToLower(u.Host)
	demo := ""
	if strings.HasPrefix(host, "demo.") {
		demo = "demo."
	}
	for _, brand := range []string{"rdv-solidarites.fr", "rdv-aide-numerique.fr"} {
		if host == "www."+brand || host == "demo."+brand {
			return demo + "rdv-solidarites.fr"
		}
	}
	return host
}

// onLoopback reports a platform on this machine: a stand-in.
func (o *Options) onLoopback() bool {
	u, err := url.Parse(o.URL)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// inTheClear reports plain http to another machine.
func (o *Options) inTheClear() bool { return strings.HasPrefix(o.URL, "http://") && !o.onLoopback() }

// secrets are the texts that may stand in no error and no log line.
func (o *Options) secrets() []string {
	return slices.DeleteFunc([]string{o.ClientSecret, o.RefreshToken, o.Password}, func(s string) bool { return s == "" })
}
