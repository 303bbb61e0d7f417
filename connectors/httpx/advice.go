package httpx

import "tresse"

// adviceFor is what a mediator can do about a kind of trouble when the
// connector has nothing closer to say.
func adviceFor(t tresse.Trouble) string {
	switch t {
	case tresse.TroubleConfig:
		return "La plateforme refuse l’accès : vérifiez l’adresse, la clé et les droits de cette source dans la configuration, puis relancez « tresse check »."
	case tresse.TroubleNotFound:
		return "Il n’y a rien à cette adresse : vérifiez l’adresse ou le numéro de cette source dans la configuration, puis relancez « tresse check »."
	case tresse.TroubleLater:
		return "La plateforme demande de patienter : il n’y a rien à faire, tresse réessaiera plus tard."
	case tresse.TroubleTemporary:
		return "La plateforme ne répond pas comme il faut : tresse réessaiera. Si cela dure, vérifiez la connexion à Internet et l’adresse de cette source."
	case tresse.TroubleAnswer:
		return "La plateforme a répondu autre chose que ce qui était attendu : tresse réessaiera. Si cela dure, vérifiez l’adresse de cette source."
	case tresse.TroubleTooLarge:
		return "La réponse est trop volumineuse pour être lue : vérifiez que l’adresse est la bonne, ou demandez une période plus courte."
	}
	return ""
}
