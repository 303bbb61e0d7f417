package tresse_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A listed package is what `go list` says of one.
type listed struct {
	ImportPath   string
	Dir          string
	Standard     bool
	Imports      []string
	TestImports  []string
	XTestImports []string
	GoFiles      []string
}

// allowed says which rooms of the house each room may know; the root package
// and third parties are not listed. A pattern ends in … for all below.
var allowed = []struct {
	room string
	may  []string
}{
	{"tresse/cmd/tresse/control", nil},
	{"tresse/cmd/tresse/web", []string{"tresse/store", "tresse/sync…", "tresse/config", "tresse/connectors"}},
	{"tresse/cmd/tresse…", []string{"tresse/…"}},
	{"tresse/sync", []string{"tresse/connectors", "tresse/store", "tresse/sync/people", "tresse/sync/sessions", "tresse/sync/prescribers", "tresse/sync/publish", "tresse/sync/remind"}},
	{"tresse/sync/…", nil},
	{"tresse/connectors/all", []string{"tresse/connectors…"}},
	{"tresse/connectors/conformance", []string{"tresse/connectors"}},
	{"tresse/connectors/httpx", nil},
	{"tresse/connectors", nil},
	{"tresse/connectors/caldav", []string{"tresse/connectors", "tresse/connectors/httpx", "tresse/connectors/ical"}}, // iCalendar kept in a folder
	{"tresse/connectors/…", []string{"tresse/connectors", "tresse/connectors/httpx"}},
	{"tresse/store", nil},
	{"tresse/config", nil},
	{"tresse", nil},
}

func matches(pattern, path string) bool {
	prefix, wild := strings.CutSuffix(pattern, "…")
	if !wild {
		return path == pattern
	}
	return strings.HasPrefix(path, prefix)
}

func house(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Dir,Standard,Imports,GoFiles", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p listed
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	if len(list) < 8 {
		t.Fatalf("go list found %d packages", len(list))
	}
	return list
}

func mine(path string) bool { return path == "tresse" || strings.HasPrefix(path, "tresse/") }

// The arrows of DESIGN §3: what may know what.
func TestArrows(t *testing.T) {
	for _, p := range house(t) {
		rule := slices.IndexFunc(allowed, func(r struct {
			room string
			may  []string
		}) bool {
			return matches(r.room, p.ImportPath)
		})
		if rule < 0 {
			t.Errorf("%s stands in no room of the plan", p.ImportPath)
			continue
		}
		for _, imp := range p.Imports {
			if !mine(imp) || imp == "tresse" && p.ImportPath != "tresse" || testFixture(p.ImportPath, imp) {
				continue
			}
			if !slices.ContainsFunc(allowed[rule].may, func(m string) bool { return matches(m, imp) }) {
				t.Errorf("%s may not import %s", p.ImportPath, imp)
			}
		}
	}
}

// A stand-in may know the platform whose protocol it speaks.
func testFixture(path, imp string) bool {
	return strings.HasSuffix(path, "test") && strings.HasPrefix(path, imp+"/")
}

// Third parties and the world outside: who alone may touch what.
func TestWhoMayTouchWhat(t *testing.T) {
	only := map[string][]string{
		"go.etcd.io/bbolt":                      {"tresse/store"},
		"github.com/hashicorp/go-retryablehttp": {"tresse/connectors/httpx"},
		"net":                                   {"tresse/connectors…", "tresse/cmd…"},
		"net/http":                              {"tresse/connectors…", "tresse/cmd…"},
		"os/signal":                             {"tresse/cmd…"},
		"flag":                                  {"tresse/cmd…"},
		"github.com/spf13/cobra":                {"tresse/cmd…"},
	}
	for _, p := range house(t) {
		for _, imp := range p.Imports {
			rooms, guarded := only[imp]
			if guarded && !slices.ContainsFunc(rooms, func(r string) bool { return matches(r, p.ImportPath) }) {
				t.Errorf("%s may not import %s", p.ImportPath, imp)
			}
			if p.ImportPath == "tresse" && strings.Contains(imp, ".") {
				t.Errorf("the vocabulary may import the standard library alone, not %s", imp)
			}
		}
	}
}

// forbidden are the calls that only some rooms may make.
var forbidden = map[string][]string{ // package.Func → rooms that may
	"fmt.Print": {"tresse/cmd…"}, "fmt.Println": {"tresse/cmd…"}, "fmt.Printf": {"tresse/cmd…"},
	"os.Exit": {"tresse/cmd…"}, "log.Fatal": nil, "log.Print": nil, "log.Println": nil, "log.Printf": nil,
}

// The pure rooms neither read the clock nor do input or output.
var pure = []string{"tresse", "tresse/sync/sessions", "tresse/sync/people", "tresse/sync/prescribers", "tresse/sync/publish", "tresse/sync/remind"}

var impure = []string{"time.Now", "time.Since", "time.Until", "time.Sleep", "time.After", "os.", "net.", "http.", "rand.", "exec."}

func TestCalls(t *testing.T) {
	for _, p := range house(t) {
		for _, file := range p.GoFiles {
			parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				pkg, ok := sel.X.(*ast.Ident)
				if !ok || pkg.Obj != nil { // a variable, not a package
					return true
				}
				call := pkg.Name + "." + sel.Sel.Name
				if rooms, guarded := forbidden[call]; guarded && !slices.ContainsFunc(rooms, func(r string) bool { return matches(r, p.ImportPath) }) {
					t.Errorf("%s/%s calls %s", p.ImportPath, file, call)
				}
				if slices.Contains(pure, p.ImportPath) {
					for _, bad := range impure {
						if strings.HasPrefix(call, bad) {
							t.Errorf("%s is pure, but %s uses %s", p.ImportPath, file, call)
						}
					}
				}
				return true
			})
		}
	}
}
