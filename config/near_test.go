package config

import "testing"

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"agenda", "agendas", 1}, {"kidn", "kind", 1}, {"token", "tocken", 1}, {"éa", "ea", 1}, {"abcd", "dcba", 3}, {"nom", "name", 2},
	} {
		if got := distance(test.a, test.b); got != test.want || distance(test.b, test.a) != got {
			t.Errorf("%s to %s: %d, want %d", test.a, test.b, got, test.want)
		}
	}
}

func TestNearest(t *testing.T) {
	known := []string{"timezone", "data", "web", "privacy", "backup", "source"}
	for word, want := range map[string]string{"TimeZone": "timezone", "time-zone": "timezone", "sources": "source", "donnees": "", "prive": "", "bakcup": "backup", "wbe": "web"} {
		sorted, d := byNearness(word, known)
		if len(sorted) != len(known) {
			t.Fatalf("%v", sorted)
		}
		if got := sorted[0]; near(word, d) != (want != "") || want != "" && got != want {
			t.Errorf("%s: %s at %d, want %q", word, got, d, want)
		}
	}
	if sorted, d := byNearness("x", nil); sorted != nil || near("x", d) {
		t.Error("something is near among nothing")
	}
}
