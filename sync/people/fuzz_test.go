package people

import (
	"testing"

	"tresse"
)

// Whatever a platform writes as names and contacts is read without a panic,
// gives few blocks, and is one person with itself.
func FuzzRow(f *testing.F) {
	f.Add("Jean-Pierre", "LE GOFF", "", "", "jp@exemple.fr", "06 39 98 12 34", "1950-01-01")
	f.Add("", "", "Mme SOW née DIALLO Aminata", "Diallo", " A@B ", "+33(0)6.39.98.12.34 / 04 65 71 00 12 (fils)", "31/12/1949")
	f.Add("X", "SNP", "\xff\u0301", "d'", "@", "6.12E+08", "0000-99-99")
	f.Fuzz(func(t *testing.T, first, last, full, birthName, mail, phone, born string) {
		r := Row{Ref: "f/1", Person: tresse.Person{
			FirstName: first, LastName: last, FullName: full, BirthName: birthName, Emails: []string{mail, mail}, Phones: []string{phone}, BirthDate: born,
		}}
		twin := r
		twin.Ref = "f/2"
		if n := len(LookOf(&r).Blocks); n > mostKeys {
			t.Errorf("%d blocks", n)
		}
		if people := Group([]Row{r, twin}, tresse.Model{}, nil); len(people) < 1 || len(people) > 2 {
			t.Errorf("%d people", len(people))
		}
		Build([]Row{r, twin})
		Nobody(&r)
	})
}
