package sessions

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tresse"
)

// longestGap is how long a parcours may rest between two séances.
const longestGap = 45 * 24 * time.Hour

// courseKey is what the séances of one parcours share, "" where a listing does
// not say that it belongs to one: it is numbered, or called a parcours, a cycle,
// so many séances.
func (r *Rules) courseKey(f *tresse.ListingFact) (string, bool) {
	if kind, _ := r.Kind(f); kind == tresse.Appointment || kind == tresse.DropIn || !maySayCourse(f.Title) {
		return "", false
	}
	key := r.Sketch(f).course
	return key, key != ""
}

// maySayCourse is cheap, and what it passes over is of no parcours, whatever else
// its title says.
func maySayCourse(title string) bool {
	title = strings.ToLower(title)
	for _, word := range [...]string{"parcours", "cycle", "programme", "éance", "eance", "mière", "miere", "ième", "ieme", "seconde", "1er", "1ère", "2e "} {
		if strings.Contains(title, word) {
			return true
		}
	}
	if !strings.ContainsAny(title, "0123456789") {
		return false
	}
	for _, word := range [...]string{"/", " sur ", "session", "module", "partie", "tape", "volet", "pisode", "rencontre", "cours", "jour", "deux ", "trois ", "quatre "} {
		if strings.Contains(title, word) {
			return true
		}
	}
	return calledByNumber(title)
}

// calledByNumber finds "atelier n° 3", "S2", "J1" in a title in lower case.
func calledByNumber(title string) bool {
	digit := func(i int) bool { return i < len(title) && title[i] >= '0' && title[i] <= '9' }
	for i := range len(title) {
		if (title[i] == 's' || title[i] == 'j') && digit(i+1) && (i == 0 || !letter(title[i-1])) {
			return true
		}
	}
	_, after, found := strings.Cut(title, "telier")
	after = strings.TrimLeft(after, "s n°o")
	return found && after != "" && after[0] >= '0' && after[0] <= '9'
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 0x80 }

func (s *Sketch) courseKey() string {
	t := &s.title
	if !maySayCourse(s.f.Title) || s.kind == tresse.Appointment || s.kind == tresse.DropIn || t.Number == 0 && !t.Course || len(t.Words)+len(t.Weak) == 0 {
		return ""
	}
	return t.Key()
}

// oneCourse reports whether two listings may be séances of one parcours.
func (s *Sketch) oneCourse(t *Sketch) bool {
	return s.course != "" && s.course == t.course && s.f.Start.Sub(t.f.Start.Time).Abs() <= longestGap &&
		s.spot.compare(&t.spot) > unlike && compareHosts(s, t) != differ
}

// A seance is a session that may belong to a parcours.
type seance struct {
	session int // in the list
	sketch  *Sketch
	number  int // 0 where none is said
	of      int
	spelled bool
}

// courses gives each session of a parcours its place in it: as the mediator
// decided, else as the titles propose.
func (g *grouping) courses(list []tresse.Session, members [][]int) {
	free := g.decidedCourses(list, members)
	var all []seance
	for i := range list {
		if s := g.seance(i, members[i]); free[i] && s.sketch != nil && list[i].Kind != tresse.DropIn && list[i].Kind != tresse.Appointment {
			all = append(all, s)
		}
	}
	slices.SortStableFunc(all, func(a, b seance) int { return list[a.session].Start.Compare(list[b.session].Start.Time) })
	for _, together := range gather(all) {
		for _, cohort := range cohorts(together, list) {
			if proposed(cohort) {
				enrol(cohort, list, "")
			}
		}
	}
}

// decidedCourses places what the mediator decided, and returns what is left
// free.
func (g *grouping) decidedCourses(list []tresse.Session, members [][]int) []bool {
	free := make([]bool, len(list))
	at := map[tresse.Ref]int{}
	for i := range list {
		free[i] = true
		for _, f := range members[i] {
			at[g.facts[f].Ref] = i
		}
	}
	for _, d := range g.rules.decisions {
		if d.Verb != tresse.DecideProgramme && d.Verb != tresse.DecideAlone {
			continue
		}
		var cohort []seance
		for _, ref := range d.Parts {
			i, ok := at[ref]
			if !ok || !free[i] {
				continue
			}
			free[i] = false
			s := g.seance(i, members[i])
			s.session, s.number, s.of = i, 0, 0
			cohort = append(cohort, s)
		}
		slices.SortStableFunc(cohort, func(a, b seance) int { return list[a.session].Start.Compare(list[b.session].Start.Time) })
		if d.Verb == tresse.DecideProgramme && len(cohort) > 0 {
			enrol(cohort, list, d.Title)
		}
	}
	return free
}

// seance reads what the listings of a session say of a parcours; sketch is nil
// where they say nothing. What was withdrawn has no place in one.
func (g *grouping) seance(session int, facts []int) seance {
	s := seance{session: session}
	for _, i := range facts {
		f := g.facts[i]
		if f.State == tresse.Superseded || f.State == tresse.Gone || !maySayCourse(f.Title) {
			continue
		}
		k := g.sketch(i)
		if k.course == "" {
			continue
		}
		if s.sketch == nil || s.sketch.title.Number == 0 && k.title.Number != 0 {
			s.sketch = k
		}
		if s.number == 0 {
			s.number, s.spelled = k.title.Number, k.title.Spelled
		}
		s.of = max(s.of, k.title.Of)
	}
	return s
}

// gather puts together what may be one parcours; all are in order of time.
func gather(all []seance) [][]seance {
	byCourse := map[string][]int{}
	up := make([]int, len(all))
	root := func(i int) int {
		for up[i] != i {
			up[i] = up[up[i]]
			i = up[i]
		}
		return i
	}
	for i := range all {
		up[i] = i
		key := all[i].sketch.course
		earlier := byCourse[key]
		for n := len(earlier) - 1; n >= 0; n-- {
			if j := earlier[n]; root(i) != root(j) && all[i].sketch.oneCourse(all[j].sketch) {
				a, b := root(i), root(j)
				up[max(a, b)] = min(a, b)
			}
		}
		byCourse[key] = append(earlier, i)
	}
	at := map[int]int{}
	var groups [][]seance
	for i := range all {
		n, ok := at[root(i)]
		if !ok {
			n = len(groups)
			at[root(i)] = n
			groups = append(groups, nil)
		}
		groups[n] = append(groups[n], all[i])
	}
	return groups
}

// cohorts parts séances, in order of time, into the times that the parcours was
// held: each one follows the séance before it, the same weekday and hour first;
// what is not numbered is counted out.
func cohorts(all []seance, list []tresse.Session) [][]seance {
	if slices.ContainsFunc(all, func(s seance) bool { return s.number != 0 }) {
		return numbered(all, list)
	}
	of := 0
	for _, s := range all {
		of = max(of, s.of)
	}
	if of == 0 || of > len(all) || len(all)%of != 0 {
		return [][]seance{all}
	}
	return slices.Collect(slices.Chunk(all, of))
}

func numbered(all []seance, list []tresse.Session) [][]seance {
	var open [][]seance
	for _, s := range all {
		best, fit := -1, 0
		for i, c := range open {
			last := c[len(c)-1]
			if f := follows(last, s, list); f > fit {
				best, fit = i, f
			}
		}
		if s.number == 0 {
			s.number = 1
			if best >= 0 {
				s.number = open[best][len(open[best])-1].number + 1
			}
		}
		if best < 0 {
			open = append(open, []seance{s})
			continue
		}
		open[best] = append(open[best], s)
	}
	return open
}

// follows says how well a séance follows another, 0 where it does not.
func follows(last, s seance, list []tresse.Session) int {
	a, b := list[last.session].Start, list[s.session].Start
	switch {
	case s.number != 0 && s.number <= last.number, b.Sub(a.Time) > longestGap, !last.sketch.oneCourse(s.sketch):
		return 0
	case s.number == 0 && last.of > 0 && last.number >= last.of:
		return 0
	}
	fit := 1
	if s.number == last.number+1 || s.number == 0 {
		fit += 4
	}
	if a.Weekday() == b.Weekday() {
		fit += 2
	}
	if a.Hour() == b.Hour() {
		fit++
	}
	return fit
}

// proposed: one séance that says so by name, or several that follow one another.
// What is numbered "3/8" alone may be seats, and what comes back for ever is no
// parcours.
func proposed(cohort []seance) bool {
	if len(cohort) > mostSeances {
		return false
	}
	first := cohort[0]
	if len(cohort) == 1 {
		return first.spelled && first.of > 1
	}
	return first.number <= 1 || first.spelled
}

// enrol numbers the séances of a parcours. Its id follows from the session seen
// first.
func enrol(cohort []seance, list []tresse.Session, title string) {
	senior, of := cohort[0].session, len(cohort)
	for i := range cohort {
		senior = min(senior, cohort[i].session)
		of = max(of, cohort[i].of, cohort[i].number)
	}
	if title == "" {
		title = courseTitle(cohort, list)
	}
	id := tresse.NewID("parcours|" + string(list[senior].ID))
	for i, s := range cohort {
		index := s.number
		if index == 0 {
			index = i + 1
		}
		list[s.session].Programme = &tresse.ProgrammePart{ID: id, Title: title, Index: index, Of: of}
	}
}

// courseTitle is the title that says the least beside the subject: of "Créer son
// CV – séance 2/3" what is left without its number.
func courseTitle(cohort []seance, list []tresse.Session) string {
	var titles []string
	for _, s := range cohort {
		if t := CourseTitle(list[s.session].Title); t != "" {
			titles = append(titles, t)
		}
	}
	if len(titles) == 0 {
		return ""
	}
	return slices.MinFunc(titles, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
}
