package publish

import (
	"strconv"
	"tresse"
)

// KindWord is the French word for what a session is; "Autre" for other kinds.
func KindWord(k tresse.Kind) string {
	switch k {
	case tresse.Workshop:
		return "Atelier"
	case tresse.DropIn:
		return "Permanence"
	case tresse.Appointment:
		return "Rendez-vous"
	}
	return "Autre"
}

// StatusWord says in French what becomes of a session (une séance).
func StatusWord(s tresse.Status) string {
	switch s {
	case tresse.Full:
		return "Complète"
	case tresse.Postponed:
		return "Reportée"
	case tresse.MovedOnline:
		return "En ligne"
	case tresse.Cancelled:
		return "Annulée"
	case tresse.Withdrawn:
		return "Retirée"
	}
	return "Prévue"
}

// SeatWord says in French what becomes of a seat, in words that fit anybody.
func SeatWord(s tresse.BookingStatus) string {
	switch s {
	case tresse.ToFill:
		return "À renseigner"
	case tresse.Attended:
		return "Présence"
	case tresse.Absent:
		return "Absence"
	case tresse.Excused:
		return "Absence excusée"
	case tresse.SeatCancelled:
		return "Annulation"
	}
	return "Inscription"
}

// seatWords is SeatWord of a registration: what left a file was cancelled by
// nobody.
func seatWords(r *tresse.Registration, s tresse.BookingStatus) string {
	if s == tresse.SeatCancelled && r.Withdrawn != "" {
		return withdrawnWord(r.Withdrawn)
	}
	return SeatWord(s)
}

// withdrawnWord says from where a seat is gone.
func withdrawnWord(from string) string {
	if from == "file" {
		return "Retirée du fichier"
	}
	return "Retirée de la plateforme"
}

// cancelledWord says who cancelled a seat; of one that is only gone nobody did.
func cancelledWord(r *tresse.Registration) string {
	if r.Withdrawn != "" {
		return ""
	}
	return cancelledByWord(r.CancelledBy)
}

// HealthWord says in French how a source fares.
func HealthWord(h tresse.Health) string {
	switch h {
	case tresse.HealthOK:
		return "À jour"
	case tresse.HealthWaiting:
		return "En attente"
	case tresse.HealthFailing:
		return "En panne"
	case tresse.HealthReconnect:
		return "À reconnecter"
	case tresse.HealthHeld:
		return "Retenue"
	case tresse.HealthDisabled:
		return "Désactivée"
	case tresse.HealthRemoved:
		return "Retirée"
	}
	return string(h)
}

// viaWord says whose phone or e-mail was given.
func viaWord(via string) string {
	switch via {
	case "parent":
		return "Parent"
	case "carer":
		return "Aidant"
	case "guardian":
		return "Tuteur"
	case "prescriber":
		return "Prescripteur"
	}
	return ""
}

// cancelledByWord says who cancelled a seat.
func cancelledByWord(by string) string {
	switch by {
	case "person":
		return "La personne"
	case "structure":
		return "La structure"
	case "unknown":
		return "Non précisé"
	}
	return by
}

// refusesWord says what a person does not want to receive.
func refusesWord(what string) string {
	switch what {
	case "sms":
		return "SMS"
	case "email":
		return "E-mail"
	}
	return what
}

// fieldWord names a field about which sources disagree.
func fieldWord(field string) string {
	switch field {
	case "title":
		return "titre"
	case "description":
		return "description"
	case "start":
		return "début"
	case "end":
		return "fin"
	case "place":
		return "lieu"
	case "status":
		return "statut"
	case "kind":
		return "type"
	case "capacity", "taken", "booked":
		return "places"
	case "hosts":
		return "animation"
	case "online_url":
		return "lien en ligne"
	}
	return field
}

// seatsWord counts the seats taken; 0 and 1 are singular in French.
func seatsWord(taken, capacity int) string {
	word := "inscrits"
	if taken < 2 {
		word = "inscrit"
	}
	if capacity > 0 {
		return strconv.Itoa(taken) + "/" + strconv.Itoa(capacity) + " " + word
	}
	return strconv.Itoa(taken) + " " + word
}

// yes is how a list says that something holds.
func yes(v bool) string {
	if v {
		return "oui"
	}
	return ""
}
