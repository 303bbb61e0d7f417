package demo

import (
	"fmt"
	"net/http"
	"time"

	"tresse/connectors/caldav/caldavtest"
)

// The structure keeps what its whole team decides in a Nextcloud, where each
// session is an object of its own and its author's program writes it.
const cloudAt = "/remote.php/dav/"

// fillCloud puts the team's calendar into the cloud.
func (s *Stage) fillCloud() http.Handler {
	server := caldavtest.New()
	server.Name("equipe", "Équipe du Fil commun")
	put := func(name string, e entry) {
		e.uid = fmt.Sprintf("%s@nuage.exemple.fr", name)
		e.modified = s.today.AddDate(0, -2, 0)
		server.Put("equipe", name+".ics", string(cloudProgram().calendar([]entry{e}, e.modified)))
	}
	for _, d := range s.dates(rhythm{4, 1, time.Saturday, wall(10, 0)}) {
		put(fmt.Sprintf("repare-%d", d.week), entry{title: "Café réparation : ordinateurs et téléphones", place: tiersLieuLine, start: d.start, length: 3 * time.Hour})
	}
	for _, d := range s.dates(rhythm{6, 2, time.Wednesday, wall(18, 0)}) {
		put(fmt.Sprintf("parents-%d", d.week), entry{title: "Atelier parents : les écrans à la maison", place: libraryLine, start: d.start, length: 90 * time.Minute})
	}
	put("bilan", entry{title: "Bilan de l’équipe", class: "PRIVATE", start: s.today.AddDate(0, 0, 9).Add(9 * time.Hour), length: 2 * time.Hour})
	return server
}

func cloudProgram() program {
	return program{head: []string{"PRODID:-//IDN nextcloud.com//Calendar app 4.7.16//EN", "CALSCALE:GREGORIAN"}}
}

// cloudConfig is the [[source]] block that reads the cloud.
func (s *Stage) cloudConfig() string {
	return fmt.Sprintf("\n[[source]]\nname     = \"nuage\"\nkind     = \"caldav\"\nurl      = %q\nuser     = %q\npassword = %q\n",
		s.base+caldavtest.Path("equipe"), caldavtest.User, caldavtest.Password)
}
