//go:build linux

package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"tresse/sync/publish"
)

// A judge knows what answers may say. Equal bodies are looked at once.
type judge struct {
	world *world
	seen  sync.Map // sha256 of a body and its kind → *sight
	tags  sync.Map // ETag → sha256 of the plain body
	uids  sync.Map // title without its number → UID
}

// A sight is what one body shows.
type sight struct {
	workshops, dropIns []int64 // the changes their titles tell
	events             int     // of Zeeg
	total              int     // of a list
	wrong              error
}

var (
	unfolding = strings.NewReplacer("\r\n ", "")
	summaries = regexp.MustCompile(`(?m)^(UID|SUMMARY):(.*?)\r?$`)
	worldName = regexp.MustCompile(`^(Atelier|Permanence|Inscription) (\d+)(?: \(v(\d+)\))?$`)
)

// look reads a body with read, the first time it is seen.
func (j *judge) look(kind string, body []byte, read func([]byte) *sight) *sight {
	key := sha256.Sum256(append([]byte(kind+"\n"), body...))
	if s, seen := j.seen.Load(key); seen {
		return s.(*sight)
	}
	s, _ := j.seen.LoadOrStore(key, read(body))
	return s.(*sight)
}

// note files a session under what it is.
func (s *sight) note(j *judge, id, title string) {
	found := worldName.FindStringSubmatch(title)
	if found == nil {
		s.wrong = errors.Join(s.wrong, fmt.Errorf("a session that nobody announced: %q", title))
		return
	}
	if was, known := j.uids.LoadOrStore(found[1]+found[2], id); known && was != id {
		s.wrong = errors.Join(s.wrong, fmt.Errorf("%q was %v and is now %s", title, was, id))
	}
	change, _ := strconv.ParseInt(found[3], 10, 64)
	switch found[1] {
	case "Atelier":
		s.workshops = append(s.workshops, change)
	case "Permanence":
		s.dropIns = append(s.dropIns, change)
	default:
		s.events++
	}
}

func (j *judge) calendar(body []byte) *sight {
	s := &sight{}
	if findings := publish.LintFull(body); len(findings) > 0 || !bytes.HasSuffix(body, []byte("END:VCALENDAR\r\n")) {
		s.wrong = fmt.Errorf("no whole calendar: %v", findings)
	}
	uid := ""
	for _, found := range summaries.FindAllStringSubmatch(unfolding.Replace(string(body)), -1) {
		if found[1] == "UID" {
			uid = found[2]
		} else {
			s.note(j, uid, found[2])
		}
	}
	return s
}

func (j *judge) list(body []byte) *sight {
	var list struct {
		Items []struct {
			ID, Title string
			LastName  string `json:"last_name"`
		}
		Total int
		Next  string
	}
	s := &sight{}
	if s.wrong = json.Unmarshal(body, &list); s.wrong == nil && (list.Total != len(list.Items) || list.Next != "") {
		s.wrong = fmt.Errorf("%d of %d items, next %q", len(list.Items), list.Total, list.Next)
	}
	s.total = list.Total
	for _, x := range list.Items {
		if x.Title != "" {
			s.note(j, x.ID, x.Title)
		}
		if x.LastName != "" && !strings.HasPrefix(x.LastName, "Quelconque") {
			s.wrong = errors.Join(s.wrong, errors.New("somebody whom nobody knows"))
		}
	}
	return s
}

// A span of changes that an answer may show: from the one that a sync had
// brought before it was asked for, to the one that the platforms showed when it
// had come.
type changes struct{ from, to int64 }

func (c changes) hold(n int64) bool { return c.from <= n && n <= c.to }

// sessions: the calendar is of one change, whole; the drop-ins are all there,
// each of some change.
func (s *sight) sessions(may changes, dropIns, events int) error {
	if s.wrong != nil {
		return s.wrong
	}
	for _, n := range s.workshops {
		if n != s.workshops[0] || !may.hold(n) || len(s.workshops) != worldWorkshops+int(n) {
			return fmt.Errorf("%d workshops of changes %d and %d, may be %v", len(s.workshops), s.workshops[0], n, may)
		}
	}
	for _, n := range s.dropIns {
		if !may.hold(n) {
			return fmt.Errorf("a drop-in of change %d, may be %v", n, may)
		}
	}
	if len(s.workshops) == 0 || len(s.dropIns) != dropIns || s.events != events {
		return fmt.Errorf("%d workshops, %d drop-ins, %d events", len(s.workshops), len(s.dropIns), s.events)
	}
	return nil
}

// seats: one more with each change.
func (s *sight) seats(may changes) error {
	if n := int64(s.total - worldEvents); s.wrong == nil && !may.hold(n) {
		return fmt.Errorf("%d seats, may be %d more than %v", s.total, worldEvents, may)
	}
	return s.wrong
}

// tag: an ETag stands for one content for ever, whichever process gave it.
func (j *judge) tag(tag string, body []byte) error {
	sum := sha256.Sum256(body)
	if was, known := j.tags.LoadOrStore(tag, sum); tag == "" || known && was != sum {
		return fmt.Errorf("ETag %q stands for two contents, or is none", tag)
	}
	return nil
}
