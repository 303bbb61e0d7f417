package demo

import "fmt"

// A person is somebody who comes, as the platforms write them.
type person struct {
	names []string // one human being's name, as typed on different days
	mails []string // none: the tiers-lieu books for them, with its own address
	phone int      // the end of a number; 0 for none
}

// frontDesk is the address under which the tiers-lieu books for people who have
// none.
const frontDesk = "accueil@fil-commun.example.org"

// regulars are invented. What is odd about one is what people really do: order,
// capitals and accents of names, hyphens, slips, transliterations, usual and
// birth names, two addresses, a phone or an address for a whole household.
func regulars() []person {
	return []person{
		{[]string{"Mohamed Benali", "Mohammed BENALI", "BENALI Mohamed"}, []string{"m.benali@exemple.fr"}, 101},
		{[]string{"Fatima-Zohra El Idrissi", "Fatima Zohra EL IDRISSI", "El-Idrissi Fatimazohra"}, []string{"fz.elidrissi@exemple.fr"}, 102},
		{[]string{"Jean-Pierre Chevallier", "Jean Pierre CHEVALIER", "J.-P. Chevallier"}, []string{"jp.chevallier@exemple.fr"}, 103},
		{[]string{"Marie-Thérèse Girard", "GIRARD Marie Therese", "Marie-Thérèse Perrin-Girard", "Marie-Thérèse Perrin"}, []string{"mt.girard@exemple.fr"}, 104},
		{[]string{"Élodie Lefèvre", "Elodie LEFEVRE", "Elodie Lefebvre"}, []string{"elodie.lefevre@exemple.fr", "e.lefevre@example.org"}, 105},
		{[]string{"Nguyễn Thị Hoa", "Thi Hoa NGUYEN", "Hoa Nguyen"}, []string{"hoa.nguyen@exemple.fr"}, 106},
		{[]string{"Ousmane Diallo", "DIALLO Ousmane"}, []string{"o.diallo@exemple.fr"}, 107},
		{[]string{"François d’Almeida", "Francois D'ALMEIDA", "Dalmeida François"}, []string{"f.dalmeida@exemple.fr"}, 108},
		{[]string{"Yasmina Haddad", "Yasmina HADDAD"}, []string{"yasmina.haddad@exemple.fr"}, 109},
		{[]string{"Chloé Da Silva", "Chloe DASILVA", "Da Silva Chloé"}, []string{"chloe.dasilva@exemple.fr"}, 110},
		// A household on one phone and one address.
		{[]string{"Samir Bouzid", "BOUZID Samir"}, []string{"famille.bouzid@exemple.fr"}, 111},
		{[]string{"Nadia Bouzid", "Nadia BOUZID"}, []string{"famille.bouzid@exemple.fr"}, 111},
		{[]string{"Inès Bouzid", "Ines Bouzid"}, []string{"famille.bouzid@exemple.fr"}, 111},
		// A couple on one phone.
		{[]string{"Jeannine Moulin", "Jeanine MOULIN"}, []string{"moulin.jeannine@exemple.fr"}, 112},
		{[]string{"Gérard Moulin", "MOULIN Gerard"}, []string{"gerard.moulin@exemple.fr"}, 112},
		// Twins with nearly one first name.
		{[]string{"Léo Marchand", "Leo MARCHAND"}, []string{"marchand.famille@exemple.fr"}, 113},
		{[]string{"Léa Marchand", "Lea MARCHAND"}, []string{"marchand.famille@exemple.fr"}, 113},
		{[]string{"Abdelkader Mansouri", "Abdel Kader MANSOURI", "Abdelkader Mansuori"}, []string{"a.mansouri@exemple.fr"}, 114},
		{[]string{"Aïcha Traoré", "Aicha TRAORE"}, []string{"aicha.traore@exemple.fr"}, 115},
		{[]string{"Anne-Laure de La Roche", "Anne Laure DELAROCHE", "de la Roche Anne-Laure"}, []string{"al.delaroche@exemple.fr"}, 116},
		{[]string{"Sébastien Fabre", "Sebastien FABRE", "FABRE Sébastien"}, []string{"sebastien.fabre@exemple.fr", "seb.fabre@example.org"}, 117},
		{[]string{"Kadiatou Camara", "CAMARA Kadiatou", "Kadiatou Kamara"}, []string{"k.camara@exemple.fr"}, 118},
		{[]string{"Bruno Vasseur", "Bruno VASSEUR"}, []string{"bruno.vasseur@exemple.fr"}, 119},
		{[]string{"Zeynep Yıldız", "Zeynep YILDIZ"}, []string{"z.yildiz@exemple.fr"}, 120},
		{[]string{"Michèle Guérin", "Michele GUERIN", "Michelle Guérin"}, []string{"michele.guerin@exemple.fr"}, 121},
		{[]string{"Pierre-Yves Le Goff", "Pierre Yves LEGOFF"}, []string{"py.legoff@exemple.fr"}, 122},
		{[]string{"Sarah Cohen", "Sara COHEN"}, []string{"sarah.cohen@exemple.fr"}, 123},
		{[]string{"Youssef Amrani", "Youcef AMRANI", "AMRANI Youssef"}, []string{"y.amrani@exemple.fr"}, 124},
		{[]string{"Christiane Blanc", "Mme BLANC Christiane", "Christiane Blanc-Morel"}, []string{"christiane.blanc@exemple.fr"}, 125},
		{[]string{"Thomas Roy", "Thomas ROY"}, []string{"thomas.roy@exemple.fr"}, 126},
		{[]string{"Amélie Besson", "Amelie Besson"}, []string{"amelie.besson@exemple.fr"}, 127},
		// Without an address: the front desk books for them.
		{[]string{"Robert Pascal", "PASCAL Robert"}, nil, 128},
		{[]string{"Simone Arnaud", "Simone ARNAUD"}, nil, 129},
		{[]string{"Lucien Ferrand", "FERRAND Lucien"}, nil, 130},
		{[]string{"Djamila Saïdi", "Djamila SAIDI"}, nil, 131},
		{[]string{"Paulette Noël", "Paulette NOEL"}, nil, 0},
		// Two who share nothing but their name.
		{[]string{"Nicolas Martin"}, []string{"nicolas.martin@exemple.fr"}, 132},
		{[]string{"Nicolas Martin"}, []string{"nico.martin@example.org"}, 133},
		{[]string{"Émilie Rousseau", "Emilie ROUSSEAU", "Émilie Rousso"}, []string{"emilie.rousseau@exemple.fr"}, 134},
		{[]string{"Karim Meziane", "MEZIANE Karim", "Karim Méziane"}, []string{"karim.meziane@exemple.fr"}, 135},
		{[]string{"Josiane Pons"}, []string{"josiane.pons@exemple.fr"}, 136},
	}
}

// newcomers book while the demonstration runs.
func newcomers() []person {
	return []person{
		{[]string{"Hélène Caron"}, []string{"helene.caron@exemple.fr"}, 181},
		{[]string{"mohamed BENALI"}, []string{"m.benali@exemple.fr"}, 101},
		{[]string{"Idriss Ndiaye"}, []string{"idriss.ndiaye@exemple.fr"}, 182},
		{[]string{"FABRE sebastien"}, []string{"seb.fabre@example.org"}, 117},
		{[]string{"Véronique Tessier"}, []string{"v.tessier@exemple.fr"}, 183},
		{[]string{"Kamel Ouali"}, []string{"kamel.ouali@exemple.fr"}, 184},
	}
}

// A prescriber books for people whom it sends, all under its own address.
type prescriber struct {
	name  string
	mail  string
	phone string
	sent  []person
}

// townService sends twenty people to the workshop about forms; two of them come
// by themselves too.
func townService() prescriber {
	return prescriber{"CCAS", "orientation@ccas.exemple.fr", "04 65 71 00 50", []person{
		{[]string{"Marcel Dupuis", "DUPUIS Marcel"}, nil, 201}, {[]string{"Ginette Lacroix"}, nil, 202},
		{[]string{"Abdoulaye Sow", "SOW Abdoulaye"}, nil, 203}, {[]string{"Rachida Belkacem"}, nil, 204},
		{[]string{"Yvette Brun", "Yvette BRUN"}, nil, 0}, {[]string{"Georges Hamon"}, nil, 205},
		{[]string{"Aïcha Traoré"}, nil, 115}, {[]string{"Monique Leclercq", "LECLERC Monique"}, nil, 206},
		{[]string{"Slimane Kaci"}, nil, 207}, {[]string{"Denise Poulain"}, nil, 0},
		{[]string{"Raymond Guichard"}, nil, 208}, {[]string{"Khadija Ziani", "ZIANI Khadidja"}, nil, 209},
		{[]string{"André Colas"}, nil, 210}, {[]string{"Odette Rey"}, nil, 0},
		{[]string{"Bruno Vasseur"}, nil, 119}, {[]string{"Mariama Baldé", "BALDE Mariama"}, nil, 211},
		{[]string{"Serge Imbert"}, nil, 212}, {[]string{"Huguette Maillard"}, nil, 213},
		{[]string{"Tran Van Minh", "Minh TRAN VAN"}, nil, 214}, {[]string{"Colette Jacob"}, nil, 0},
	}}
}

// youthService sends young people to the workshop about CVs.
func youthService() prescriber {
	return prescriber{"Mission locale", "insertion@mission-locale.example.org", "04 65 71 00 60", []person{
		{[]string{"Dylan Robin"}, nil, 221}, {[]string{"Océane Petitjean", "Oceane PETITJEAN"}, nil, 222},
		{[]string{"Ibrahim Koné", "KONE Ibrahima"}, nil, 223}, {[]string{"Manon Leroux"}, nil, 224}, {[]string{"Enzo Ferreira"}, nil, 225},
	}}
}

// spelled is how the person's name was typed this time.
func (p *person) spelled(words ...any) string {
	return p.names[dice(len(p.names), append(words, "name")...)]
}

func (p *person) mail(words ...any) string {
	if len(p.mails) == 0 {
		return frontDesk
	}
	return p.mails[dice(len(p.mails), append(words, "mail")...)]
}

// number is how the phone was typed this time, "" where there is none.
func (p *person) number(words ...any) string {
	if p.phone == 0 {
		return ""
	}
	forms := [...]string{"06 39 98 %02d %02d", "063998%02d%02d", "06.39.98.%02d.%02d", "+33 6 39 98 %02d %02d", "06 39 98 %02d %02d"}
	return fmt.Sprintf(forms[dice(len(forms), append(words, "phone")...)], p.phone/100, p.phone%100)
}
