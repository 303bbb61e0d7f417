package demo

import "tresse/connectors/openagenda/openagendatest"

// venue invents a place in the town, as OpenAgenda sends one.
func venue(uid int64, name, slug, street string, lat, lon float64) *openagendatest.Location {
	metropole, insee := "Métropole de Lyon", "69259"
	return &openagendatest.Location{
		UID: uid, Name: name, Slug: slug, Address: street + ", 69200 Vénissieux", PostalCode: "69200", City: "Vénissieux",
		Department: "Rhône", Region: "Auvergne-Rhône-Alpes", AdminLevel1: "Auvergne-Rhône-Alpes", AdminLevel2: "Rhône",
		AdminLevel3: &metropole, AdminLevel4: "Vénissieux", CountryCode: "FR", Insee: &insee,
		Latitude: lat, Longitude: lon, Timezone: "Europe/Paris",
		Description: map[string]string{}, Access: map[string]string{}, State: 1,
	}
}

func tiersLieu() *openagendatest.Location {
	return venue(61840311, "Le Fil commun", "le-fil-commun", "8 allée des Tisserands", 45.697, 4.887)
}

func library() *openagendatest.Location {
	return venue(61840312, "Médiathèque des Platanes", "mediatheque-des-platanes", "21 rue des Platanes", 45.704, 4.881)
}

func hall() *openagendatest.Location {
	return venue(61840313, "Salle des Canuts", "salle-des-canuts", "3 place des Canuts", 45.699, 4.872)
}

// What a place is called where there is one line for it.
const (
	tiersLieuLine = "Le Fil commun - 8 allée des Tisserands, 69200 Vénissieux"
	libraryLine   = "Médiathèque des Platanes - 21 rue des Platanes, 69200 Vénissieux"
	hallLine      = "Salle des Canuts - 3 place des Canuts, 69200 Vénissieux"
)

// onTheSpot is the tiers-lieu as a location of Zeeg.
func onTheSpot() map[string]any {
	return map[string]any{"type": "In person", "name": "Le Fil commun", "address": "8 allée des Tisserands, 69200 Vénissieux"}
}
