package sheet

import (
	"context"
	"fmt"

	"tresse"
	"tresse/connectors"
)

// Probe reads the files and says how each column was understood, and which was
// not.
func (c *connector) Probe(ctx context.Context) ([]connectors.Finding, error) {
	docs, err := c.origin.list(ctx)
	if err != nil {
		return nil, err
	}
	if len(docs) == 0 && c.options.Path == "" && c.options.URL == "" {
		return []connectors.Finding{{Text: "Aucun fichier n’a encore été déposé pour cette source."}}, nil
	}
	if len(docs) == 0 {
		return nil, noFileYet()
	}
	var all []connectors.Finding
	for _, d := range docs {
		body, err := c.origin.read(ctx, d)
		if err != nil && (c.origin.alone() || ctx.Err() != nil) {
			return nil, err
		}
		var t *table
		if err == nil {
			t, err = c.table(ctx, d, body, c.window())
		}
		switch {
		case err != nil && ctx.Err() != nil:
			return nil, ctx.Err()
		case t != nil: // even one in which nothing could be used
			all = append(all, c.findings(t, len(docs) > 1)...)
			if err != nil {
				all = append(all, connectors.Finding{Wrong: true, Text: tresse.AdviceOf(err)})
			}
		case c.origin.alone():
			return nil, err
		default:
			all = append(all, connectors.Finding{Wrong: true, Text: unreadable(d, err)})
		}
	}
	return all, nil
}

// findings describe one file.
func (c *connector) findings(t *table, several bool) []connectors.Finding {
	var all []connectors.Finding
	file := ""
	if several {
		file = "« " + shown(t.doc.name) + " », "
	}
	for _, s := range t.sheets {
		switch {
		case s.hidden:
		case s.layout == nil:
			all = append(all, connectors.Finding{Text: typeset(file + sheetName(s) + " : aucune ligne d’en-têtes reconnue, laissée de côté.")})
		case !s.usable:
			all = append(all, connectors.Finding{Text: typeset(file + sheetName(s) + " : aucune colonne ne dit de qui il s’agit, laissée de côté.")})
			all = append(all, columnsOf(s)...)
		default:
			all = append(all, connectors.Finding{Text: typeset(fmt.Sprintf("%s%s : en-têtes à la ligne %d.", file, sheetName(s), s.layout.row))})
			all = append(all, columnsOf(s)...)
		}
	}
	people := len(t.rows)
	all = append(all, connectors.Finding{Text: typeset(file) + counted(people, "personne ou inscription, ", "personnes ou inscriptions, ") + counted(len(t.order), "séance.", "séances.")})
	for _, n := range t.notes() {
		all = append(all, connectors.Finding{Wrong: n.wrong, Text: n.text})
	}
	return all
}

func sheetName(s *sheetRead) string {
	if s.name == "" {
		return "Fichier texte"
	}
	return "Feuille « " + shown(s.name) + " »"
}

// columnsOf says of each column how it was understood.
func columnsOf(s *sheetRead) []connectors.Finding {
	var all []connectors.Finding
	for _, c := range s.layout.columns {
		name := fmt.Sprintf("Colonne %s « %s »", letter(c.at), shown(c.heading))
		switch {
		case c.double:
			all = append(all, connectors.Finding{Text: typeset(name + " : dit la même chose qu’une autre colonne, laissée de côté. Nommez celle des deux qui compte dans [source.columns].")})
		case c.role == "":
			all = append(all, connectors.Finding{Text: typeset(name + " : non reconnue, laissée de côté. Si elle compte, dites ce qu’elle contient dans [source.columns], par exemple attributes = [\"" + shown(c.heading) + "\"] ; sinon, ajoutez-la à « ignore ».")})
		default:
			all = append(all, connectors.Finding{Text: typeset(name + " : " + c.role.french() + ".")})
		}
	}
	return all
}

// letter is what spreadsheets call a column.
func letter(n int) string {
	text := ""
	for n++; n > 0; n = (n - 1) / 26 {
		text = string(rune('A'+(n-1)%26)) + text
	}
	return text
}
