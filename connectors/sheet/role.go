package sheet

// A role is what a column says. Those that [source.columns] can name are called
// as there.
type role string

const (
	roleID         role = "id"
	roleFirst      role = "first_name"
	roleLast       role = "last_name"
	roleFull       role = "full_name"
	roleBirthName  role = "birth_name"
	roleBirth      role = "birth_date"
	roleEmail      role = "email"
	rolePhone      role = "phone"
	roleAddress    role = "address"
	rolePostcode   role = "postcode"
	roleCity       role = "city"
	roleTitle      role = "title"
	roleDate       role = "date"
	roleStart      role = "start"
	roleEnd        role = "end"
	roleDuration   role = "duration"
	rolePlace      role = "place"
	roleStatus     role = "status"
	rolePrescriber role = "prescriber"
	roleBookedBy   role = "booked_by"
	roleNote       role = "note"
	roleIdentifier role = "identifiers"
	roleAttribute  role = "attributes"

	// These are recognised by their headings alone.
	rolePresent    role = "present"   // a tick for who came
	roleAbsent     role = "absent"    // a tick for who did not
	roleExcused    role = "excused"   // a tick for who warned
	roleCancelled  role = "cancelled" // a tick for what was cancelled
	roleSeries     role = "series"    // rdv_id: names the slot, not the row
	roleHost       role = "host"
	roleBookedDay  role = "booked_day"
	roleBookedHour role = "booked_hour"
	roleSeats      role = "seats"
	roleMinor      role = "minor"
	roleLeft       role = "left" // known, and not kept
)

// several are the roles that more than one column may have.
func (r role) several() bool {
	switch r {
	case roleEmail, rolePhone, roleIdentifier, roleAttribute, roleLeft, roleHost, roleNote, roleAddress:
		return true
	}
	return false
}

// ofPerson reports whether a column of this role tells one person from another:
// a sheet without any holds no people.
func (r role) ofPerson() bool {
	switch r {
	case roleFirst, roleLast, roleFull, roleBirthName, roleEmail, rolePhone, roleIdentifier:
		return true
	}
	return false
}

// french says what a column was understood as.
func (r role) french() string {
	switch r {
	case roleID:
		return "identifiant de la ligne"
	case roleFirst:
		return "prénom"
	case roleLast:
		return "nom"
	case roleFull:
		return "nom et prénom"
	case roleBirthName:
		return "nom de naissance"
	case roleBirth:
		return "date de naissance"
	case roleEmail:
		return "e-mail"
	case rolePhone:
		return "téléphone"
	case rolePostcode:
		return "code postal"
	case roleCity:
		return "ville"
	case roleTitle:
		return "titre de l’atelier"
	case roleDate:
		return "date"
	case roleStart:
		return "heure de début"
	case roleEnd:
		return "heure de fin"
	case roleDuration:
		return "durée"
	case rolePlace:
		return "lieu"
	case roleStatus:
		return "présence ou statut"
	case rolePresent:
		return "présent, si la case est cochée"
	case roleAbsent:
		return "absent, si la case est cochée"
	case roleExcused:
		return "excusé, si la case est cochée"
	case roleCancelled:
		return "annulé, si la case est cochée"
	case rolePrescriber:
		return "prescripteur"
	case roleBookedBy:
		return "personne qui a inscrit"
	case roleIdentifier:
		return "identifiant de la personne"
	case roleAttribute:
		return "aide à distinguer les personnes"
	case roleSeries:
		return "identifiant du rendez-vous"
	case roleHost:
		return "animateur"
	case roleBookedDay:
		return "date d’inscription"
	case roleBookedHour:
		return "heure d’inscription"
	case roleSeats:
		return "nombre de places"
	case roleMinor:
		return "mineur"
	case roleNote:
		return "note, laissée de côté (texte libre)"
	case roleAddress:
		return "adresse, laissée de côté"
	}
	return "laissée de côté"
}
