package config

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"tresse"
)

// sources checks the keys that every source has. A source with mistakes is in
// the result all the same, so that its own block is checked too.
func (r *reader) sources(blocks []map[string]any, n *node, kinds []string) []Source {
	var list []Source
	for i, values := range blocks {
		name, _ := values["name"].(string)
		b := &block{doc: r.doc, values: values, node: n.item(i), name: name, last: &reader{}}
		s := r.source(b, kinds)
		s.Place = i
		list = append(list, s)
	}
	r.names(list)
	return list
}

// source checks one.
func (r *reader) source(b *block, kinds []string) Source {
	keys := sourceKeys{Every: DefaultEvery, Horizon: DefaultHorizon}
	s := b.section()
	s.open = true
	r.table(b.values, b.node, s, reflect.ValueOf(&keys).Elem())
	r.kind(b, keys.Kind, kinds)
	if keys.Every < time.Minute {
		r.note(b.node.key("every"), "source.every", "« every »%s est d'une minute au moins ; écrivez par exemple \"15m\"", s.in())
	}
	if keys.Horizon < 24*time.Hour || keys.Horizon > 100*366*24*time.Hour {
		r.note(b.node.key("horizon"), "source.horizon", "« horizon »%s va d'un jour à cent ans ; écrivez par exemple \"400d\"", s.in())
	}
	return Source{
		Name: keys.Name, Was: keys.Was, Kind: keys.Kind, Line: b.node.line,
		Disabled: keys.Disabled, Public: keys.Public, Every: keys.Every, Horizon: keys.Horizon,
		SessionKind: r.sessionKind(b, keys.SessionKind),
		Decode:      b.decode, block: b,
	}
}

// kind checks that there is a connector for the source.
func (r *reader) kind(b *block, kind string, kinds []string) {
	at := b.node.key("kind")
	if raw, written := b.values["kind"]; !written || raw == "" {
		r.note(at, "source.kind", "il manque « kind »%s ; écrivez la plateforme%s", b.section().in(), choice(kinds))
		return
	}
	if _, isText := b.values["kind"].(string); !isText || known(kind, kinds) {
		return
	}
	sorted, distance := byNearness(kind, kinds)
	if near(kind, distance) {
		r.note(at, "source.kind", "plateforme inconnue « %s »%s ; vouliez-vous dire « %s » ?", shown(kind), b.section().in(), sorted[0])
		return
	}
	r.note(at, "source.kind", "plateforme inconnue « %s »%s ; écrivez l'une de celles-ci%s", shown(kind), b.section().in(), choice(sorted))
}

// known reports whether there is a connector for kind. No list: any may be.
func known(kind string, kinds []string) bool {
	return kind != "" && len(kinds) == 0 || slices.Contains(kinds, kind)
}

// choice lists what may be written, after a colon.
func choice(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return french(" : %s", strings.Join(words, ", "))
}

// sessionKinds holds each way to write a kind of session, folded by plain.
var sessionKinds = map[string]tresse.Kind{
	"workshop": tresse.Workshop, "atelier": tresse.Workshop,
	"drop_in": tresse.DropIn, "permanence": tresse.DropIn,
	"appointment": tresse.Appointment, "rendez_vous": tresse.Appointment,
	"other": tresse.OtherKind, "autre": tresse.OtherKind,
}

// sessionKind reads session_kind in French or English; "" where it is absent.
func (r *reader) sessionKind(b *block, text string) tresse.Kind {
	if _, isText := b.values["session_kind"].(string); !isText {
		return ""
	}
	kind, ok := sessionKinds[plain(strings.TrimSpace(text))]
	if !ok {
		r.note(b.node.key("session_kind"), "source.session_kind", "genre de séance inconnu « %s »%s ; écrivez atelier, permanence, rendez-vous ou autre", shown(text), b.section().in())
	}
	return kind
}
