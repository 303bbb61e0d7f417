package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tresse"
	"tresse/sync/publish"
)

// schema is as much of JSON Schema as the document uses.
type schema struct {
	Ref        string            `json:"$ref"`
	Type       string            `json:"type"`
	Format     string            `json:"format"`
	Enum       []string          `json:"enum"`
	Required   []string          `json:"required"`
	Properties map[string]schema `json:"properties"`
	Closed     *bool             `json:"additionalProperties"`
	Items      *schema           `json:"items"`
	AnyOf      []schema          `json:"anyOf"`
	Minimum    *float64          `json:"minimum"`
	Maximum    *float64          `json:"maximum"`
}

type described struct {
	OpenAPI string `json:"openapi"`
	Paths   map[string]map[string]struct {
		Parameters []struct {
			Name   string `json:"name"`
			In     string `json:"in"`
			Schema schema `json:"schema"`
		} `json:"parameters"`
		Responses map[string]struct {
			Content map[string]struct {
				Schema schema `json:"schema"`
			} `json:"content"`
		} `json:"responses"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]schema `json:"schemas"`
	} `json:"components"`
}

func describe(t *testing.T, h *house) described {
	t.Helper()
	r := h.get("/api/v1/openapi.json") // anybody may read it
	status(t, r, http.StatusOK)
	var d described
	decoder := json.NewDecoder(r.Body)
	if err := decoder.Decode(&d); err != nil {
		t.Fatal(err)
	}
	if d.OpenAPI != "3.1.0" {
		t.Errorf("openapi %q", d.OpenAPI)
	}
	return d
}

// check says where a value is not what the schema wants.
func (d described) check(at string, s schema, v any) []string {
	if s.Ref != "" {
		name := strings.TrimPrefix(s.Ref, "#/components/schemas/")
		to, known := d.Components.Schemas[name]
		if !known {
			return []string{at + ": no schema " + name}
		}
		return d.check(at, to, v)
	}
	if len(s.AnyOf) > 0 {
		var all []string
		for _, one := range s.AnyOf {
			wrong := d.check(at, one, v)
			if len(wrong) == 0 {
				return nil
			}
			all = append(all, wrong...)
		}
		return all
	}
	switch v := v.(type) {
	case string:
		return checkText(at, s, v)
	case bool:
		return wrongIf(s.Type != "boolean", at+" is a boolean")
	case float64:
		whole := v == float64(int64(v))
		return wrongIf(s.Type != "number" && !(s.Type == "integer" && whole) || s.Minimum != nil && v < *s.Minimum || s.Maximum != nil && v > *s.Maximum, fmt.Sprintf("%s is %v", at, v))
	case []any:
		wrong := wrongIf(s.Type != "array" || s.Items == nil, at+" is a list")
		for i, each := range v {
			if s.Items != nil {
				wrong = append(wrong, d.check(fmt.Sprintf("%s[%d]", at, i), *s.Items, each)...)
			}
		}
		return wrong
	case map[string]any:
		return d.checkObject(at, s, v)
	}
	return []string{fmt.Sprintf("%s is %v", at, v)}
}

func (d described) checkObject(at string, s schema, v map[string]any) []string {
	wrong := wrongIf(s.Type != "object" || s.Closed == nil || *s.Closed, at+" is an object")
	for _, name := range s.Required {
		if _, there := v[name]; !there {
			wrong = append(wrong, at+" lacks "+name)
		}
	}
	for name, each := range v {
		property, known := s.Properties[name]
		if !known {
			wrong = append(wrong, at+" has "+name)
			continue
		}
		wrong = append(wrong, d.check(at+"."+name, property, each)...)
	}
	return wrong
}

func checkText(at string, s schema, v string) []string {
	wrong := wrongIf(s.Type != "string", at+" is a text")
	if len(s.Enum) > 0 && !slices.Contains(s.Enum, v) {
		wrong = append(wrong, fmt.Sprintf("%s is %q", at, v))
	}
	var err error
	switch s.Format {
	case "uuid":
		_, err = tresse.ParseID(v)
	case "date-time":
		_, err = time.Parse(time.RFC3339, v)
	case "date":
		_, err = time.Parse(time.DateOnly, v)
	}
	return append(wrong, wrongIf(err != nil, fmt.Sprintf("%s is %q, no %s", at, v, s.Format))...)
}

func wrongIf(wrong bool, what string) []string {
	if wrong {
		return []string{what}
	}
	return nil
}

// The document names the addresses and parameters that there are, no other.
func TestTheDocumentNamesTheAddresses(t *testing.T) {
	h := newHouse(t, withDuplicates)
	d := describe(t, h)
	var paths []string
	for _, l := range h.server.lists() {
		path := "/api/v1/" + l.name
		paths = append(paths, path)
		var params []string
		for _, p := range d.Paths[path]["get"].Parameters {
			params = append(params, p.Name)
			if p.In != "query" {
				t.Errorf("%s: %s is in %s", path, p.Name, p.In)
			}
		}
		want := append(slices.Clone(l.params), "limit", "cursor")
		slices.Sort(params)
		slices.Sort(want)
		equal(t, path, params, want)
		if _, writes := d.Paths[path]["post"]; len(d.Paths[path]) != 1 && !(l.name == "registrations" && writes && len(d.Paths[path]) == 2) {
			t.Errorf("%s: methods %v", path, d.Paths[path])
		}
	}
	var described []string
	for path := range d.Paths {
		described = append(described, path)
	}
	paths = append(paths, "/api/v1/registrations/{id}", "/api/v1/registrations/{id}/cancel", "/api/v1/sources/{name}/files")
	slices.Sort(paths)
	slices.Sort(described)
	equal(t, "addresses", described, paths)
}

func withDuplicates(o *Options) {
	o.Duplicates = func(bool) ([]publish.Duplicate, error) {
		return []publish.Duplicate{{A: tresse.NewID("a"), B: tresse.NewID("b"), Score: 0.5, Reasons: []publish.Reason{{Field: "phone", Text: "même téléphone", Weight: 4.2}}}}, nil
	}
}

// What is answered is what the document says, for every list and every error.
func TestTheAnswersAreAsDescribed(t *testing.T) {
	h := newHouse(t, withDuplicates)
	h.quarter()
	token := h.token()
	_, feed := h.feedAddress(tresse.Own)
	secret := strings.TrimSuffix(strings.TrimPrefix(feed, "/feed/"), ".ics")
	d := describe(t, h)
	seen := map[string]bool{}
	for _, c := range []struct{ path, query, token string }{
		{"sources", "", token}, {"sources", "?limit=1", token}, {"sessions", "", token}, {"registrations", "", token}, {"beneficiaries", "", token}, {"prescribers", "", token}, {"duplicates", "", token},
		{"sessions", "?limit=x", token}, {"sessions", "", ""}, {"sessions", "", "unknown"}, {"sessions", "", secret},
		{"registrations", "?session=" + string(tresse.NewID("none")), token},
	} {
		r := h.get("/api/v1/"+c.path+c.query, "Authorization", "Bearer "+c.token)
		code := fmt.Sprint(r.StatusCode)
		seen[code] = true
		response, known := d.Paths["/api/v1/"+c.path]["get"].Responses[code]
		if !known {
			t.Errorf("%s%s: %s is not described", c.path, c.query, code)
			continue
		}
		var v any
		h.must(json.Unmarshal([]byte(body(t, r)), &v))
		for _, wrong := range d.check(c.path, response.Content["application/json"].Schema, v) {
			t.Errorf("%s: %s", code, wrong)
		}
	}
	for _, code := range []string{"200", "400", "401", "403", "404"} {
		if !seen[code] {
			t.Errorf("no answer was a %s", code)
		}
	}
}

// Every key that an object can have is described, and whether it is always
// there: taken from the types themselves, so that none is forgotten.
func TestTheObjectsAreDescribedWhole(t *testing.T) {
	d := describe(t, newHouse(t))
	for name, object := range map[string]any{
		"Source": publish.SourceObject{}, "Pushes": publish.PushesObject{}, "Session": publish.SessionObject{}, "Registration": publish.RegistrationObject{},
		"Beneficiary": publish.BeneficiaryObject{}, "Duplicate": publish.Duplicate{}, "Reason": publish.Reason{}, "Place": publish.PlaceObject{},
		"Link": tresse.Link{}, "Programme": tresse.ProgrammePart{}, "Conflict": tresse.Conflict{}, "ConflictValue": tresse.ConflictValue{},
		"Prescription": tresse.Prescription{}, "Prescriber": publish.PrescriberObject{}, "NewRegistration": NewRegistration{},
		"NewSession": NewSession{}, "NewPlace": NewPlace{}, "NewPerson": NewPerson{}, "Corrected": Corrected{}, "CancelledSeat": CancelledSeat{}, "SessionPage": items{},
	} {
		var keys, always []string
		for field := range reflect.TypeOf(object).Fields() {
			key, options, _ := strings.Cut(field.Tag.Get("json"), ",")
			keys = append(keys, key)
			if !strings.Contains(options, "omit") {
				always = append(always, key)
			}
		}
		s := d.Components.Schemas[name]
		var described []string
		for key := range s.Properties {
			described = append(described, key)
		}
		for _, list := range [][]string{keys, always, described, s.Required} {
			slices.Sort(list)
		}
		equal(t, name, described, keys)
		equal(t, name+", always there", s.Required, always)
	}
}
