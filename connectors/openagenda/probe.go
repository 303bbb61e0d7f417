package openagenda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"tresse"
	"tresse/connectors"
)

// agenda is what GET /agendas/{uid} says that a mediator wants to know. Only the
// title is needed: the rest is read where it has the known form.
type agenda struct {
	Title    text            `json:"title"`
	Private  truth           `json:"private"`
	Settings json.RawMessage `json:"settings"`
	Summary  json.RawMessage `json:"summary"`
}

// counts are the published events; false where they are not told.
func (a *agenda) counts() (toCome, passed int, told bool) {
	var summary struct {
		PublishedEvents *struct {
			Current, Passed, Upcoming int
		} `json:"publishedEvents"`
	}
	if json.Unmarshal(a.Summary, &summary) != nil || summary.PublishedEvents == nil {
		return 0, 0, false
	}
	n := summary.PublishedEvents
	return n.Current + n.Upcoming, n.Passed, true
}

// withoutStatus reports whether the agenda says that its events have no status
// (sheet §4.4).
func (a *agenda) withoutStatus() bool {
	var settings struct {
		Lab struct {
			Status *truth `json:"status"`
		} `json:"lab"`
	}
	return json.Unmarshal(a.Settings, &settings) == nil && settings.Lab.Status != nil && !bool(*settings.Lab.Status)
}

// Probe asks for each agenda once. What keeps all of them from answering, a
// refused key apart, is an error; the rest are findings.
func (c *connector) Probe(ctx context.Context) ([]connectors.Finding, error) {
	var findings []connectors.Finding
	for _, uid := range c.agendas {
		var a agenda
		err := c.http.JSON(ctx, agendaAddress(c.base, uid), &a)
		switch trouble := tresse.TroubleOf(err); {
		case err == nil:
			findings = append(findings, a.findings(uid)...)
		case ctx.Err() != nil || concernsAll(err) && trouble != tresse.TroubleConfig:
			return findings, err
		case trouble == tresse.TroubleConfig:
			findings = append(findings, connectors.Finding{Wrong: true, Text: fmt.Sprintf("Agenda %d : %s", uid, adviceOn(failure{uid, err}))})
			if statusOf(err) == 401 {
				return findings, nil
			}
		default:
			findings = append(findings, connectors.Finding{Wrong: true, Text: adviceFor(uid, err)})
		}
	}
	for _, limit := range limits() {
		findings = append(findings, connectors.Finding{Text: limit})
	}
	return findings, nil
}

func adviceFor(uid int64, err error) string {
	if tresse.TroubleOf(err) == tresse.TroubleNotFound {
		return adviceOn(failure{uid, err})
	}
	var e *tresse.Error
	if errors.As(err, &e) && e.Advice != "" {
		return fmt.Sprintf("Agenda %d : %s", uid, e.Advice)
	}
	return fmt.Sprintf("Agenda %d : la plateforme ne répond pas comme il faut ; réessayez dans quelques minutes.", uid)
}

// findings say in words what comes from an agenda.
func (a *agenda) findings(uid int64) []connectors.Finding {
	name := fmt.Sprintf("Agenda « %s » (%d)", oneLine(string(a.Title), longestTitle), uid)
	first := name + " : la clé le lit."
	if toCome, passed, told := a.counts(); told && toCome+passed == 0 {
		first = name + " : aucun événement publié pour l’instant."
	} else if told {
		first = fmt.Sprintf("%s : %s à venir ou en cours, %s.", name,
			counted(toCome, "événement publié", "événements publiés"), counted(passed, "passé", "passés"))
	}
	list := []connectors.Finding{{Text: first}}
	if a.withoutStatus() {
		list = append(list, connectors.Finding{Text: name + " : le statut des événements n’y est pas activé ; une annulation ne se voit que si le titre commence par « [ANNULÉ] », ou si l’événement est retiré."})
	}
	if a.Private {
		list = append(list, connectors.Finding{Text: name + " : cet agenda est privé ; retirez « public = true » si ses séances ne doivent pas paraître dans le calendrier public."})
	}
	return list
}

// counted: 0 and 1 are singular in French.
func counted(n int, one, many string) string {
	if n < 2 {
		return fmt.Sprintf("%d %s", n, one)
	}
	return fmt.Sprintf("%d %s", n, many)
}
