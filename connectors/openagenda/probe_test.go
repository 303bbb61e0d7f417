package openagenda

import (
	"strings"
	"testing"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/openagenda/openagendatest"
)

func texts(findings []connectors.Finding) (all string, wrong int) {
	for _, f := range findings {
		all += f.Text + "\n"
		if f.Wrong {
			wrong++
		}
	}
	return all, wrong
}

func TestProbe(t *testing.T) {
	b := newBench(t, val, ville)
	b.stand.AddAgenda(openagendatest.Agenda{UID: val, Title: "Ateliers du Grand Val"})
	b.stand.AddAgenda(openagendatest.Agenda{UID: ville, Title: "Ville", NoStatus: true, Private: true})
	b.stand.Put(val, workshop("Atelier", noon.AddDate(0, 0, 3), 1))
	b.stand.Put(val, workshop("Atelier", noon.AddDate(0, 0, 3), 1))
	b.stand.Put(val, workshop("Atelier", noon.AddDate(0, 0, -3), 1))
	b.open(val, ville, 12)
	findings, err := b.c.Probe(t.Context())
	all, wrong := texts(findings)
	if err != nil || wrong != 1 {
		t.Fatal(err, all)
	}
	for _, want := range []string{
		"Agenda « Ateliers du Grand Val » (73510284) : 2 événements publiés à venir ou en cours, 1 passé.",
		"Agenda « Ville » (52093316) : aucun événement publié pour l’instant.",
		"le statut des événements n’y est pas activé",
		"cet agenda est privé",
		"L’agenda 12 est introuvable",
		"OpenAgenda ne donne pas les inscrits",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not in\n%s", want, all)
		}
	}
	if len(b.stand.Requests()) != 3 {
		t.Error(b.stand.Requests())
	}
}

func TestProbeThatIsRefused(t *testing.T) {
	b := newBench(t, val, ville)
	b.stand.Allow()
	findings, err := b.c.Probe(t.Context())
	all, wrong := texts(findings)
	if err != nil || wrong != 2 || !strings.Contains(all, "La clé OpenAgenda est refusée") {
		t.Error(err, all)
	}
	b.stand.Set(func(m *openagendatest.Modes) { m.Fault, m.Times = openagendatest.Reset, -1 })
	if _, err := b.c.Probe(t.Context()); tresse.TroubleOf(err) != tresse.TroubleTemporary {
		t.Error(err)
	}
}

func TestProbeOfAnAgendaThatSaysLittle(t *testing.T) {
	for _, a := range []agenda{{}, {Settings: []byte(`"x"`), Summary: []byte(`[1]`)}, {Settings: []byte(`{"lab":[]}`), Summary: []byte(`{"publishedEvents":null}`)}} {
		a.Title = "Val"
		if list := a.findings(12); len(list) != 1 || list[0].Wrong || list[0].Text != "Agenda « Val » (12) : la clé le lit." {
			t.Error(list)
		}
	}
}
