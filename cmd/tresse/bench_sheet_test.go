package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// sheetOf is n rows of bookings, eight a slot, of people who come back: 80,000
// of them for 200,000 rows, with 400 titles.
func sheetOf(n int) []byte {
	dice := rand.New(rand.NewPCG(7, 7))
	of := func(words ...string) string { return words[dice.IntN(len(words))] }
	name := func() (text string) {
		for range 2 + dice.IntN(3) {
			text += string("bcdfglmnprstv"[dice.IntN(13)]) + string("aeiou"[dice.IntN(5)])
		}
		return text
	}
	people := make([]string, n*2/5)
	for i := range people {
		first, last, mail, phone := of("Martine", "Jean", "Amina", "Paul", "Lucie", "Mohamed", "Claire", "Yves", "Sofia", "Karim", "Nadia", "Louis"), name(), "", ""
		if dice.IntN(5) < 3 {
			mail = fmt.Sprintf("%s%d@example.org", last, dice.IntN(100))
		}
		if dice.IntN(10) < 7 {
			phone = fmt.Sprintf("06%08d", dice.IntN(1e8))
		}
		people[i] = first + ";" + last + ";" + mail + ";" + phone
	}
	var text bytes.Buffer
	text.WriteString("titre;date;heure début;heure fin;lieu;adresse;prénom;nom;email;téléphone;commentaire;statut\n")
	for range n / 8 {
		at := time.Now().AddDate(0, 0, dice.IntN(700)-300)
		hour := 8 + dice.IntN(10)
		slot := fmt.Sprintf("%s %s %s;%s;%02d:00;%02d:00;Lieu %d;1 rue des Lilas, 69001 Lyon;",
			of("Atelier", "Initiation", "Permanence", "Découverte", "Stage", "Rencontre", "Aide", "Cours"),
			of("tablette", "smartphone", "messagerie", "Internet", "impôts", "photos", "ordinateur", "démarches", "sécurité", "visio"),
			of("débutants", "confirmés", "seniors", "familles", "groupe A"), at.Format("02/01/2006"), hour, hour+1, 1+dice.IntN(30))
		for range 8 {
			text.WriteString(slot + people[dice.IntN(len(people))] + ";;inscrit\n")
		}
	}
	return text.Bytes()
}

// What is slow in a spreadsheet of bookings is who is who, not the file.
func BenchmarkSheet(b *testing.B) {
	for _, n := range []int{25_000, 50_000, 200_000} {
		path := filepath.Join(b.TempDir(), "inscriptions.csv")
		if err := os.WriteFile(path, sheetOf(n), 0o600); err != nil {
			b.Fatal(err)
		}
		text := fmt.Sprintf("[[source]]\nname = \"inscriptions\"\nkind = \"sheet\"\npath = %q\n", path)
		b.Run(fmt.Sprintf("%dk/read", n/1000), func(b *testing.B) { reading(b, text) })
		b.Run(fmt.Sprintf("%dk/first", n/1000), func(b *testing.B) { first(b, text) })
	}
}
