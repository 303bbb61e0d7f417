package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tresse"
	syncer "tresse/sync"
)

// sessionFlags are what the command line says of a session of the counter.
type sessionFlags struct {
	title, date, start, end, duration, place, address, kind string
	capacity                                                int
}

func (f *sessionFlags) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.title, "title", "", "`TITRE` de la séance")
	flags.StringVar(&f.date, "date", "", "`JOUR` de la séance (2026-11-26)")
	flags.StringVar(&f.start, "start", "", "`HEURE` où elle commence (14:00) ; sans elle, toute la journée")
	flags.StringVar(&f.end, "end", "", "`HEURE` où elle finit")
	flags.StringVar(&f.duration, "duration", "", "ou combien de `TEMPS` elle dure (1h30, 45m)")
	flags.StringVar(&f.place, "place", "", "`LIEU` de la séance")
	flags.StringVar(&f.address, "address", "", "`ADRESSE` du lieu")
	flags.StringVar(&f.kind, "kind", "", "`GENRE` : atelier, permanence, rendez-vous ou autre")
	flags.IntVar(&f.capacity, "capacity", 0, "`NOMBRE` de places en tout")
}

// session is the new session that is meant, nil where none is.
func (f *sessionFlags) session(zone *time.Location) (*syncer.NewSession, error) {
	if *f == (sessionFlags{}) {
		return nil, nil
	}
	kind, err := kindOf(f.kind)
	if err != nil {
		return nil, err
	}
	if f.date == "" && !strings.Contains(f.start, "T") {
		return nil, usageError{"une nouvelle séance a un jour : ajoutez --date 2026-11-26"}
	}
	n := &syncer.NewSession{Title: f.title, Kind: kind, Capacity: f.capacity, Place: tresse.Place{Name: strings.TrimSpace(f.place), Address: strings.TrimSpace(f.address)}}
	n.Start, n.End, err = f.when(zone)
	return n, err
}

// when reads day and hours on the clock of zone.
func (f *sessionFlags) when(zone *time.Location) (start, end tresse.Time, err error) {
	if f.end != "" && f.duration != "" {
		return start, end, usageError{"--end et --duration ne vont pas ensemble"}
	}
	if start, err = moment("--start", f.date, f.start, zone); err != nil {
		return start, end, err
	}
	switch {
	case f.end != "":
		day := f.date
		if day == "" {
			day = start.In(zone).Format(time.DateOnly)
		}
		end, err = moment("--end", day, f.end, zone)
	case f.duration != "":
		var length time.Duration
		if length, err = lengthOf(f.duration); err == nil && start.Day {
			err = usageError{"--duration va avec une heure : ajoutez --start 14:00"}
		}
		end = tresse.At(start.Add(length))
	}
	return start, end, err
}

// moment reads an hour of a day, or a whole moment in RFC 3339; without an hour
// it is the day.
func moment(option, day, hour string, zone *time.Location) (tresse.Time, error) {
	if t, err := time.Parse(time.RFC3339, hour); err == nil {
		return tresse.At(t), nil
	}
	d, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return tresse.Time{}, usageError{fmt.Sprintf("--date : « %s » n’est pas un jour ; écrivez 2026-11-26", day)}
	}
	if hour == "" {
		return tresse.OnDay(d), nil
	}
	clock := strings.NewReplacer("h", ":", "H", ":").Replace(strings.TrimSpace(hour))
	if strings.HasSuffix(clock, ":") {
		clock += "00"
	}
	for _, layout := range []string{"15:04", "15:04:05"} {
		if t, err := time.ParseInLocation(time.DateOnly+" "+layout, d.Format(time.DateOnly)+" "+clock, zone); err == nil {
			return tresse.At(t), nil
		}
	}
	return tresse.Time{}, usageError{fmt.Sprintf("%s : « %s » n’est pas une heure ; écrivez 14:00 ou 14h30", option, hour)}
}

// lengthOf reads 1h30, 90m, 2h, 45min, or a number of minutes.
func lengthOf(text string) (time.Duration, error) {
	t := strings.ToLower(strings.ReplaceAll(strings.TrimSpace(text), " ", ""))
	t = strings.TrimSuffix(strings.TrimSuffix(t, "in"), "utes")
	if t != "" && t[len(t)-1] >= '0' && t[len(t)-1] <= '9' {
		t += "m" // 1h30, or minutes alone
	}
	d, err := time.ParseDuration(t)
	if err != nil || d <= 0 || d > 31*24*time.Hour {
		return 0, usageError{fmt.Sprintf("--duration : « %s » n’est pas une durée ; écrivez 1h30, 2h ou 45m", text)}
	}
	return d, nil
}
