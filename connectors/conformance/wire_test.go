package conformance

import (
	"slices"
	"strings"
	"testing"
)

func paths(fields []Field) []string {
	var all []string
	for _, f := range fields {
		all = append(all, f.Path)
	}
	return all
}

func TestJSON(t *testing.T) {
	const body = `{"total":2,"items":[{"id":1,"title":"autre"},{"id":2,"title":"marque","who":[{"name":"x"},{"name":"y"}],"note":null}]}`
	w := JSON{Lists: []string{"items"}}
	want := []string{"id", "note", "title", "who", "who[]", "who[].name"}
	if got := paths(w.Fields([]byte(body), "marque")); !slices.Equal(got, want) {
		t.Errorf("fields %q, want %q", got, want)
	}
	if got, want := paths(w.Fields([]byte(body), "")), []string{"items", "total"}; !slices.Equal(got, want) {
		t.Errorf("around %q, want %q", got, want)
	}
	for path, want := range map[string]string{
		"who[].name": `{"items":[{"id":1,"title":"autre"},{"id":2,"note":null,"title":"marque","who":[{"name":7},{"name":"y"}]}],"total":2}`,
		"who[]":      `{"items":[{"id":1,"title":"autre"},{"id":2,"note":null,"title":"marque","who":[7,{"name":"y"}]}],"total":2}`,
		"title":      `{"items":[{"id":1,"title":"autre"},{"id":2,"note":null,"title":7,"who":[{"name":"x"},{"name":"y"}]}],"total":2}`,
		"nowhere":    `{"items":[{"id":1,"title":"autre"},{"id":2,"note":null,"title":"marque","who":[{"name":"x"},{"name":"y"}]}],"total":2}`,
	} {
		if got := string(w.Set([]byte(body), "marque", path, 7)); got != want {
			t.Errorf("with another %s: %s, want %s", path, got, want)
		}
	}
	if got := w.Set([]byte(body), "", "total", nil); !strings.Contains(string(got), `"total":null`) {
		t.Errorf("without a total: %s", got)
	}
	wide := string(w.Widen([]byte(body), "inconnu"))
	if strings.Count(wide, `"zz_inconnu":"inconnu"`) != 3 || len(w.Fields([]byte(wide), "marque")) != 6+6 {
		t.Errorf("widened: %s", wide)
	}
	if got := string(w.Widen([]byte("<html>"), "x")); got != "<html>" {
		t.Errorf("what is no JSON is changed: %s", got)
	}
}

func TestICal(t *testing.T) {
	const body = "BEGIN:VCALENDAR\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:autre\r\nEND:VEVENT\r\n" +
		"BEGIN:VEVENT\r\nUID:2\r\nSUMMARY;LANGUAGE=fr:mar\r\n que\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	unfolded := strings.ReplaceAll(body, "mar\r\n que", "marque")
	w := ICal{}
	if got, want := paths(w.Fields([]byte(body), "marque")), []string{"UID", "SUMMARY", "SUMMARY;LANGUAGE"}; !slices.Equal(got, want) {
		t.Errorf("fields %q, want %q", got, want)
	}
	if got, want := paths(w.Fields([]byte(body), "")), []string{"PRODID"}; !slices.Equal(got, want) {
		t.Errorf("around %q, want %q", got, want)
	}
	for path, change := range map[string][2]string{
		"UID": {"UID:2", "UID:a:b"}, "SUMMARY": {":marque", ":a:b"}, "SUMMARY;LANGUAGE": {"=fr", `="a:b"`}, "NOWHERE": {},
	} {
		want := unfolded
		if change[0] != "" {
			want = strings.Replace(unfolded, change[0], change[1], 1)
		}
		if got := string(w.Set([]byte(body), "marque", path, "a:b")); got != want {
			t.Errorf("with another %s:\n%s\nwant\n%s", path, got, want)
		}
	}
	wide := string(w.Widen([]byte(body), "inconnu"))
	if strings.Count(wide, "X-ZZ-INCONNU") != 3 || strings.Count(wide, "BEGIN:VALARM") != 2 {
		t.Errorf("widened: %s", wide)
	}
	var kept []string
	for line := range strings.SplitSeq(wide, "\r\n") {
		if strings.Contains(unfolded, line+"\r\n") {
			kept = append(kept, line)
		}
	}
	if got := strings.Join(kept, "\r\n"); got != unfolded {
		t.Errorf("widening changed lines:\n%s", got)
	}
}
