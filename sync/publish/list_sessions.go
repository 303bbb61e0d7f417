package publish

import (
	"strings"
	"time"

	"tresse"
)

// Sessions lists sessions in the order given; times are those of zone. The last
// day of a session that lasts all day stands as people say it, in JSON its end
// is the day after.
func Sessions(list []tresse.Session, zone *time.Location) Table {
	type session = tresse.Session
	brief := func(text string) head { return head{text: text, brief: true} }
	columns := []column[session]{
		{brief("Début"), func(s *session) cell { return startCell(s, zone) }},
		{head{text: "Fin"}, func(s *session) cell { return endCell(s, zone) }},
		{brief("Titre"), titleCell},
		{brief("Type"), func(s *session) cell { return texts(KindWord(s.Kind)) }},
		{brief("Statut"), func(s *session) cell { return texts(StatusWord(s.Status)) }},
		{brief("Lieu"), func(s *session) cell { return texts(whereabouts(s)) }},
		{head{text: "Adresse"}, func(s *session) cell { return texts(s.Place.Address) }},
		{head{text: "Code postal"}, func(s *session) cell { return texts(s.Place.Postcode) }},
		{head{text: "Ville"}, func(s *session) cell { return texts(s.Place.City) }},
		{head{text: "En ligne"}, func(s *session) cell { return texts(s.OnlineURL) }},
		{head{text: "Places"}, func(s *session) cell { return known(s.Capacity) }},
		{brief("Inscrits"), func(s *session) cell { return count(s.Taken) }},
		{head{text: "Places libres"}, freeCell},
		{head{text: "Animation"}, func(s *session) cell { return texts(hostNames(s.Hosts)...) }},
		{head{text: "Thèmes"}, func(s *session) cell { return texts(s.Themes...) }},
		{head{text: "Mots-clés"}, func(s *session) cell { return texts(s.Tags...) }},
		{head{text: "Niveau"}, func(s *session) cell { return texts(s.Level) }},
		{head{text: "Parcours"}, programmeCell},
		{head{text: "Lien d’inscription"}, func(s *session) cell { return texts(s.BookingURLs...) }},
		{head{text: "Sources"}, func(s *session) cell { return texts(sources(s.Refs)...) }},
		{head{text: "Identifiant", brief: true, whole: true}, func(s *session) cell { return texts(string(s.ID)) }},
	}
	t := Table{Name: "Séances", none: "Aucune séance."}
	return build(t, list, columns, func(s *session) SessionObject { return SessionJSON(s, zone) })
}

func startCell(s *tresse.Session, zone *time.Location) cell {
	if s.Start.IsZero() {
		return cell{}
	}
	start, _ := span(s, zone)
	return moment(start, zone)
}

func endCell(s *tresse.Session, zone *time.Location) cell {
	if s.Start.IsZero() {
		return cell{}
	}
	_, end := span(s, zone)
	if end.Day {
		end = lastDay(end)
	}
	return moment(end, zone)
}

func titleCell(s *tresse.Session) cell {
	if c := texts(s.Title); c.text != "" {
		return c
	}
	return texts(untitled(s.Kind))
}

func freeCell(s *tresse.Session) cell {
	if free := seatsFree(s); free != nil {
		return count(*free)
	}
	return cell{}
}

func programmeCell(s *tresse.Session) cell {
	if s.Programme == nil {
		return cell{}
	}
	return texts(programmeLine(sieve{text: clean}, s.Programme))
}

// whereabouts is the shortest that tells where to go.
func whereabouts(s *tresse.Session) string {
	switch {
	case s.Status == tresse.MovedOnline:
		return "En ligne"
	case s.Place.Name != "":
		return s.Place.Name
	case s.Place.Address != "":
		return s.Place.Address
	case s.Place.City != "":
		return s.Place.City
	case s.OnlineURL != "":
		return "En ligne"
	}
	return ""
}

// sources are the names of the sources of refs, each once, in their order.
func sources(refs []tresse.Ref) []string {
	var names []string
	seen := map[string]bool{}
	for _, r := range refs {
		name := r.Source()
		if strings.TrimSpace(name) == "" || seen[name] {
			continue
		}
		seen[name] = true
		names = append(names, name)
	}
	return names
}
