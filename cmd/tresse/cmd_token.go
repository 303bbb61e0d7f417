package main

import (
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tresse"
	"tresse/sync/publish"
)

func (a *app) tokenCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "token", Short: "Donne et reprend les adresses secrètes des calendriers et les jetons de l’API", Args: noArgs,
		Long: "Donne et reprend les adresses secrètes des calendriers et les jetons de l’API.\n\n" +
			"Une adresse ou un jeton n’est montré qu’une fois : tresse n’en garde qu’une empreinte.",
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.tokenNewCmd(), a.tokenListCmd(), a.tokenRenewCmd(), a.tokenRevokeCmd())
	return cmd
}

// newAccess is what `token new` asks for.
type newAccess struct {
	feed, api, team, write bool
	label, expires         string
	json                   bool
}

func (a *app) tokenNewCmd() *cobra.Command {
	var o newAccess
	cmd := &cobra.Command{
		Use: "new --feed|--api", Short: "Donne une adresse de calendrier, ou un jeton de l’API", Args: noArgs,
		Example: "  tresse token new --feed --label téléphone\n" +
			"  tresse token new --feed --team --label \"Nadia\"\n" +
			"  tresse token new --api --label tableur --expires 2027-06-30",
		RunE: func(*cobra.Command, []string) error { return a.tokenNew(o) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.feed, "feed", false, "une adresse de calendrier")
	flags.BoolVar(&o.team, "team", false, "pour un collègue : ce qui est privé n’y est qu’« Occupé »")
	flags.BoolVar(&o.api, "api", false, "un jeton de l’API : ouvre les séances, les inscriptions et les personnes")
	flags.BoolVar(&o.write, "write", false, "avec --api : le jeton permet aussi d’inscrire au guichet")
	flags.StringVar(&o.label, "label", "", "pour qui, ou pour quoi (`TEXTE`)")
	flags.StringVar(&o.expires, "expires", "", "n’ouvre plus rien à partir de cette `DATE`")
	flags.BoolVar(&o.json, "json", false, "résultat en JSON")
	return cmd
}

// maxLabel bounds a label, in bytes.
const maxLabel = 200

func (o newAccess) check() error {
	switch {
	case o.feed == o.api:
		return usageError{"« tresse token new » attend --feed (une adresse de calendrier) ou --api (un jeton)"}
	case o.team && o.api:
		return usageError{"--team va avec --feed : un jeton de l’API ouvre tout"}
	case o.write && o.feed:
		return usageError{"--write va avec --api : un calendrier se lit, et rien d’autre"}
	case len(o.label) > maxLabel:
		return usageError{"--label : ce texte est trop long"}
	}
	return nil
}

func (a *app) tokenNew(o newAccess) error {
	if err := o.check(); err != nil {
		return err
	}
	if err := a.open(); err != nil {
		return err
	}
	expires, err := date("--expires", o.expires, a.config.Zone)
	if err != nil {
		return err
	}
	now := time.Now()
	if !expires.IsZero() && !expires.After(now) {
		return usageError{"--expires : cette date est déjà passée"}
	}
	purpose := tresse.PurposeFeed
	if o.api {
		purpose = tresse.PurposeAPI
	}
	access, secret := tresse.NewAccess(randomSecret(), purpose, now)
	access.Label, access.Expires = strings.TrimSpace(o.label), expires.UTC()
	if o.feed {
		access.Audience = tresse.Own
	}
	access.Write = o.write
	if o.team {
		access.Audience = tresse.Team
	}
	if err := a.store.PutAccesses(access); err != nil {
		return err
	}
	return a.showSecret(access, secret, o.json)
}

// randomSecret is 256 bits that nobody can guess.
func randomSecret() (secret [32]byte) {
	_, _ = rand.Read(secret[:]) // never fails: it ends the program instead
	return secret
}

// shownSecret is the JSON of `token new` and `token renew`.
type shownSecret struct {
	publish.AccessObject
	Address string `json:"address,omitempty"` // of a feed
	Token   string `json:"token,omitempty"`   // of the API
}

// showSecret prints the address or token, and nothing else, where a program can
// take it; what is to be known of it goes beside.
func (a *app) showSecret(access tresse.Access, secret string, asJSON bool) error {
	shown := shownSecret{AccessObject: publish.AccessJSON(&access, time.Now(), a.config.Zone)}
	line := secret
	if access.Purpose == tresse.PurposeFeed {
		line = a.webAddress() + "/feed/" + secret + ".ics"
		shown.Address = line
	} else {
		shown.Token = secret
	}
	if asJSON {
		return writeJSON(a.out, shown)
	}
	fmt.Fprintln(a.out, line)
	what := "cette adresse n’est montrée qu’une fois ; qui l’a peut lire le calendrier"
	if access.Purpose == tresse.PurposeAPI {
		what = "ce jeton n’est montré qu’une fois ; qui l’a peut lire les séances, les inscriptions et les personnes"
		if access.Write {
			what += ", et inscrire au guichet"
		}
	}
	fmt.Fprintf(a.err, "tresse : %s. Pour reprendre cet accès : tresse token revoke %s\n", what, access.ID)
	return nil
}

// webAddress is where others reach the feeds, without a slash at its end.
func (a *app) webAddress() string {
	if a.config.Web.PublicURL != "" {
		return a.config.Web.PublicURL
	}
	return strings.TrimSuffix(pageAddress(a.config.Web.Listen), "/")
}

func (a *app) tokenListCmd() *cobra.Command {
	var out output
	cmd := &cobra.Command{
		Use: "list", Short: "Montre les adresses et les jetons, qui les lit et quand", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := a.openFor(&out); err != nil {
				return err
			}
			list, err := a.store.Accesses()
			if err != nil {
				return err
			}
			return a.write(out, publish.Accesses(list, time.Now(), a.config.Zone))
		},
	}
	out.addFlags(cmd)
	return cmd
}

func (a *app) tokenRenewCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "renew ID", Short: "Remplace une adresse ou un jeton par un autre", Args: exactly("ID"),
		Long: "Remplace une adresse ou un jeton par un autre, pour la même personne. L’ancienne adresse rend\n" +
			"un calendrier vide pendant 60 jours, puis plus rien ; l’ancien jeton n’ouvre plus rien.",
		RunE: func(_ *cobra.Command, args []string) error {
			if err := a.open(); err != nil {
				return err
			}
			old, err := a.openAccess(args[0])
			if err != nil {
				return err
			}
			access, secret := tresse.NewAccess(randomSecret(), old.Purpose, time.Now())
			access.Audience, access.Write, access.Label, access.Expires = old.Audience, old.Write, old.Label, old.Expires
			old.Revoked, old.RenewedAs = access.Created, access.ID
			if err := a.store.PutAccesses(access, old); err != nil {
				return err
			}
			return a.showSecret(access, secret, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "résultat en JSON")
	return cmd
}

func (a *app) tokenRevokeCmd() *cobra.Command {
	return &cobra.Command{
		Use: "revoke ID", Short: "Reprend une adresse ou un jeton", Args: exactly("ID"),
		Long: "Reprend une adresse ou un jeton. Une adresse rend un calendrier vide pendant 60 jours, pour que\n" +
			"les programmes d’agenda oublient ce qu’ils gardent, puis plus rien ; un jeton n’ouvre plus rien.",
		RunE: func(_ *cobra.Command, args []string) error {
			if err := a.open(); err != nil {
				return err
			}
			access, err := a.openAccess(args[0])
			if err != nil {
				return err
			}
			access.Revoked = time.Now().UTC().Truncate(time.Second)
			if err := a.store.PutAccesses(access); err != nil {
				return err
			}
			if access.Purpose == tresse.PurposeAPI {
				fmt.Fprintf(a.out, "Le jeton %s n’ouvre plus rien.\n", access.ID)
				return nil
			}
			fmt.Fprintf(a.out, "L’adresse %s rend un calendrier vide pendant 60 jours, puis plus rien.\n", access.ID)
			return nil
		},
	}
}

// openAccess returns the access of an id that still opens something.
func (a *app) openAccess(id string) (tresse.Access, error) {
	list, err := a.store.Accesses()
	if err != nil {
		return tresse.Access{}, err
	}
	refuse := tresse.Errorf(tresse.TroubleRefused, "no such access")
	refuse.Advice = "aucune adresse ni aucun jeton ne porte cet identifiant : « tresse token list » les montre."
	for _, access := range list {
		if access.ID != strings.ToLower(id) {
			continue
		}
		if access.Ended(time.Now()).IsZero() {
			return access, nil
		}
		refuse.Advice = fmt.Sprintf("%s n’ouvre déjà plus rien : « tresse token new » en donne un autre.", access.ID)
	}
	return tresse.Access{}, refuse
}
