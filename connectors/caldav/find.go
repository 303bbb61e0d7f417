package caldav

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/emersion/go-webdav/caldav"

	"tresse"
)

// find searches a server for the calendar, as programs do (RFC 6764 6): whose
// the account is, where its calendars are, which of them is called so. All is
// asked of the server of the configuration, whatever host its answers name:
// credentials go nowhere else.
func (c *collection) find(ctx context.Context) (string, error) {
	var list []caldav.Calendar
	err := errNothing
	for _, entrance := range c.entrances() {
		if list, err = c.calendarsFrom(ctx, entrance); err == nil {
			return c.choose(list)
		}
		if !errors.Is(err, errNothing) && tresse.TroubleOf(err) != tresse.TroubleNotFound {
			break
		}
	}
	return "", c.notFound(err)
}

// entrances are where a search may begin: the address itself, and the one that
// RFC 6764 has every server answer at.
func (c *collection) entrances() []string {
	u, err := url.Parse(c.options.URL)
	if err != nil {
		return nil
	}
	all := []string{u.String()}
	for _, path := range []string{"/.well-known/caldav", "/"} {
		u.Path, u.RawPath = path, ""
		all = append(all, u.String())
	}
	return all
}

// errNothing: the server answered, and there is no calendar behind this.
var errNothing = errors.New("no calendar found there")

// calendarsFrom goes from an entrance to whose account it is, to where that
// account's calendars are. Where a server does not say, the entrance itself may
// be the folder that holds them.
func (c *collection) calendarsFrom(ctx context.Context, entrance string) ([]caldav.Calendar, error) {
	client, err := caldav.NewClient(c, entrance)
	if err != nil {
		return nil, errNothing
	}
	home := ""
	principal, err := client.FindCurrentUserPrincipal(ctx)
	var known *tresse.Error
	if errors.As(err, &known) {
		return nil, err
	}
	if principal != "" {
		if home, err = client.FindCalendarHomeSet(ctx, principal); errors.As(err, &known) {
			return nil, err
		}
	}
	list, err := client.FindCalendars(ctx, home)
	if errors.As(err, &known) {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(c caldav.Calendar) bool {
		return len(c.SupportedComponentSet) > 0 && !slices.Contains(c.SupportedComponentSet, "VEVENT")
	})
	if err != nil || len(list) == 0 {
		return nil, errNothing
	}
	return list, nil
}

// choose takes the calendar of the configuration, or the only one there is.
func (c *collection) choose(list []caldav.Calendar) (string, error) {
	want := c.options.Calendar
	var found []caldav.Calendar
	for _, cal := range list {
		if want == "" || strings.EqualFold(strings.TrimSpace(cal.Name), want) || strings.EqualFold(lastPart(cal.Path), want) {
			found = append(found, cal)
		}
	}
	if len(found) == 1 {
		base, err := url.Parse(c.options.URL)
		if err != nil {
			return "", c.notFound(errNothing)
		}
		base.Path, base.RawPath = found[0].Path, ""
		return base.String(), nil
	}
	return "", c.ambiguous(list, len(found))
}

func lastPart(path string) string {
	path = strings.TrimRight(path, "/")
	return path[strings.LastIndexByte(path, '/')+1:]
}

// ambiguous names the calendars there are, for they are the mediator's own.
func (c *collection) ambiguous(list []caldav.Calendar, found int) error {
	var names []string
	for _, cal := range list[:min(len(list), 20)] {
		name := strings.TrimSpace(cal.Name)
		if name == "" || c.options.Calendar != "" && found > 1 {
			name = lastPart(cal.Path)
		}
		names = append(names, "« "+name+" »")
	}
	return &tresse.Error{
		Trouble: tresse.TroubleConfig, Op: "caldav: find the calendar", Err: errors.New("several calendars, and none or more than one of that name"),
		Advice: "Cette adresse mène à plusieurs agendas\u00a0: " + strings.Join(names, ", ") + ". Indiquez lequel lire dans « calendar ».",
	}
}

func (c *collection) notFound(err error) error {
	var known *tresse.Error
	if errors.As(err, &known) && known.Trouble != tresse.TroubleNotFound {
		return err
	}
	return &tresse.Error{
		Trouble: tresse.TroubleNotFound, Op: "caldav: find the calendar", Err: errNothing,
		Advice: "Aucun agenda CalDAV n’a été trouvé à cette adresse\u00a0: copiez dans « url » l’adresse de l’agenda lui-même (dans Nextcloud\u00a0: Agenda → ⋯ → Copier le lien privé). Rien n’a été retiré.",
	}
}
