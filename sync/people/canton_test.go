package people

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A soul is somebody invented of a canton, as they are.
type soul struct {
	id             string
	given, last    string
	maiden, pet    string // birth name; a short form that they use
	birth          string
	phones, emails []string // as their life went on: the later ones are of today
	street         string
	postcode, city string
	number         string // of affiliation
	mailOf         *soul  // whose mailbox they use
	guide          *guide // who signs them up, with whose contact
}

// A guide is a body or person that signs many up.
type guide struct{ email, phone string }

// A canton is the second generator of French registrations: other laws, lists,
// errors and forms than the village's, written without looking at the rules.
type canton struct {
	scribe
	set                measured
	women, men, lasts  []string
	souls              []*soul
	guides             []*guide
	taken              map[string]bool // e-mails
	yearOnly           bool
	foreignShare, mess float64
}

func namesIn(t *testing.T, file string) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "linkage", file))
	if err != nil {
		t.Skip("the lists of names are not here")
	}
	return strings.Fields(string(b))
}

func newCanton(t *testing.T, seed uint64, persons int) *canton {
	c := &canton{scribe: newScribe(seed, 77), foreignShare: .22, mess: 1, taken: map[string]bool{}}
	c.women, c.men = namesIn(t, "insee_female_first_names_by_freq.txt"), namesIn(t, "insee_male_first_names_by_freq.txt")
	c.lasts = surnamesOf(t)
	c.Shuffle(len(c.lasts), func(i, j int) { c.lasts[i], c.lasts[j] = c.lasts[j], c.lasts[i] })
	for i := range 3 + persons/200 {
		c.guides = append(c.guides, &guide{fmt.Sprintf("%s@%s.fr", s2(c.lasts[i]), c.pick("ccas-brest", "mission-locale", "assosolidaire", "cidff29")), c.phone()})
	}
	for len(c.souls) < persons {
		c.house()
	}
	c.mailboxes()
	return c
}

func s2(w string) string { return strings.ReplaceAll(fold(w), " ", "") }

// A people is names from elsewhere, most of them in no list of the package;
// last names are a stem between a head and a tail.
type people struct{ women, men, heads, stems, tails string }

var peoples = []people{
	{"Zineb Nour Hayat Malika Rachida Ouarda Chaïma Hafsa Sihem Loubna Fatiha Keltoum Yamina Fadila Zoulikha Rkia Noura Ghizlane Meryem Kheira Aïcha Fatima Khadija Siham Bahia Taous Djamila Naïma Assia Rahma",
		"Abdelhafid Boubker Messaoud Lakhdar Hichem Tayeb Redouane Mokhtar Larbi Nordine Ramdane Belgacem Abdennour Miloud Faouzi Mohand Mohamed Ahmed Youssef Anouar Lotfi Slimane Hamza Ayoub Zakaria Chokri Moncef Taoufik Abdelmajid Houari",
		"- Ben% El% Bou Aït% Ould% Bel Bou", "haddou chaoui khattabi kaddour cheikh ouarab djemaa guerroudj zitouni lahmar youssef ouafi hammouche tebboune rahmani djebbar mokrane saïd ali mansour kacem abbou mekki touhami chérif zerouali naceur rezig tahar larbi", "-"},
	{"Ayşe Emine Hatice Zeynep Elif Gülay Sevgi Özlem Hülya Fadime Meryem Songül Nurcan Yasemin Sibel Derya Filiz Aslı Dilek Esra", "Mehmet Hüseyin Ömer Yılmaz Serkan Kemal Uğur Özgür Tuncay Erdoğan Mustafa Ahmet İbrahim Hakan Murat Cem Yusuf Bayram Turgut Orhan",
		"- - Kara Ak Öz Demir", "yıldız şahin türk çelik kaya demir aydın koç arslan güneş doğan taş yılmaz kurt özkan polat aksoy bulut erdem tekin", "- - - oğlu er soy"},
	{"Graça Conceição Lurdes Fátima Deolinda Céu Albertina Filomena Maria Ana Rosa Helena Teresa Susana Cristina Adelaide Odete Cidália", "Joaquim Armindo Agostinho Adelino Américo Hélder Valdemar Abílio José Manuel António João Carlos Rui Nuno Vítor",
		"- - Da% Dos% De%", "gonçalves rodrigues costa reis pires carvalho teixeira magalhães nascimento vieira lopes almeida silva santos ferreira pereira oliveira sousa fernandes ribeiro", "- - %gomes %martins %alves %pinto %moreira"},
	{"Assetou Bintou Nafissatou Rokhaya Mah Sokhna Yaye Djénéba Korotoumou Sira Oumy Marième Aminata Fatoumata Mariam Awa Kadiatou Ramata Coumba Hawa Penda Astou Diarra Ndèye", "Lassana Tidiane Cheick Serigne Siaka Youssoupha Mahamadou El%Hadji Karamoko Bréhima Madické Ansoumane Mamadou Moussa Ibrahima Ousmane Abdoulaye Boubacar Souleymane Modou Pape Demba",
		"-", "fofana doumbia sissoko kanté sidibé dembélé n'diaye gueye ba dramé soumaré tounkara kouyaté niakaté m'baye diallo traoré coulibaly diarra keïta camara cissé konaté sow barry bah touré sylla ndoye faye diop niang seck gassama magassa diawara diakité sangaré koné ouattara", "-"},
	{"Thi%Hoa Ngoc%Anh Kim%Lien Bich%Thuy Xiaoling Meihua Yanping Kavitha Selvarani Tharshini Lan Huong Mai Xiaoyan Liping Priya Nirmala Yalini", "Van%Thanh Quoc%Hung Duc%Minh Jianguo Zhiwei Xiaoming Sivakumar Rajendran Kannan Minh Tuan Haoran Weijie Suresh Ramesh Prakash",
		"-", "nguyễn trần lê huỳnh wang zhang chen lin sivalingam kandasamy ratnam tamilselvan phạm vũ đặng liu yang zhao wu xu nadarajah thangavel selvarajah kumar", "-"},
	{"Nino Tamar Zahra Parwana Shabnam Halyna Nataliya Liudmyla Arta Vjollca Olena Iryna Svitlana Maryam Ketevan Lela Drita Valbona", "Giorgi Zurab Gulab Najibullah Volodymyr Oleksii Yevhen Besnik Agron Ahmad Mohammad Davit Levan Serhii Andrii Arben Ilir Shpend",
		"-", "gelash berid ahmad rahim noor kovalchuk tkach hryhor krasniq berish hox mamed shevch bondar lomid kiknad hosein stanik", "vili dze zai enko i a ov uk sha"},
}

// last composes a last name.
func (p *people) last(s scribe) string {
	n := ""
	for _, part := range []string{p.heads, p.stems, p.tails} {
		if w := s.pick(strings.Fields(part)...); w != "-" {
			n += w
		}
	}
	words := strings.Split(n, "%")
	for i, w := range words {
		words[i] = capital(w)
	}
	return strings.Join(words, " ")
}

// pets are short forms as they are used, with those of no list among them.
var pets = map[string]string{
	"catherine": "Cathy", "philippe": "Phil", "christophe": "Chris", "veronique": "Véro", "frederic": "Fred", "stephane": "Steph", "dominique": "Domi",
	"isabelle": "Isa", "nathalie": "Nath", "sebastien": "Seb", "alexandre": "Alex", "benjamin": "Ben", "nicolas": "Nico", "thomas": "Tom",
	"christine": "Cricri", "sandrine": "Sandy", "valerie": "Val", "patrick": "Pat", "elisabeth": "Babeth", "francoise": "Fanfan", "bernard": "Nanard",
	"jacqueline": "Jacquie", "josephine": "Josie", "marguerite": "Margot", "emmanuel": "Manu", "guillaume": "Guigui", "maxime": "Max", "caroline": "Caro",
	"mohamed": "Momo", "abdelkader": "Kader", "fatima": "Fati", "mamadou": "Mamad", "jean-pierre": "Jean-Pi", "jean-claude": "Jean-Clo", "antoinette": "Toinette",
}

func (c *canton) phone() string {
	return fmt.Sprintf("0%s%07d", c.pick("60", "61", "62", "63", "64", "65", "66", "67", "68", "75", "76", "77", "78"), c.IntN(10000000))
}

// firstName draws by a law a little steeper than the village's.
func (c *canton) firstName(woman bool, from int) string {
	if from >= 0 {
		names := peoples[from].men
		if woman {
			names = peoples[from].women
		}
		list := strings.Fields(names)
		return strings.ReplaceAll(list[c.zipf(len(list), 8)], "%", " ")
	}
	list := c.men
	if woman {
		list = c.women
	}
	return capital(list[c.zipf(len(list), 18)])
}

func (c *canton) lastName(from int) string {
	if from >= 0 {
		return peoples[from].last(c.scribe)
	}
	n := c.lasts[c.zipf(min(len(c.lasts), 30000), 260)]
	switch c.IntN(40) {
	case 0:
		return "Le " + n
	case 1:
		return "De " + n
	case 2:
		return "D'" + n
	case 3:
		return n + "-" + c.lasts[c.IntN(2000)]
	}
	return n
}

// soul invents one person of a family.
func (c *canton) soul(from int, last string, home *soul, oldest, youngest int) *soul {
	woman := c.chance(.55)
	s := &soul{id: fmt.Sprint(len(c.souls)), given: c.firstName(woman, from), last: last, number: fmt.Sprintf("A%07d", c.IntN(10000000))}
	s.birth = fmt.Sprintf("%04d-%02d-%02d", oldest+c.IntN(youngest-oldest), 1+c.IntN(12), 1+c.IntN(28))
	if from >= 0 && c.chance(.12) {
		s.birth = s.birth[:4] + c.pick("-01-01", "-12-31") // presumed, on all papers
	}
	if woman && c.chance(.35) {
		s.maiden = c.lastName(from)
	}
	if c.chance(.3) {
		s.pet = pets[fold(s.given)]
	}
	if home != nil {
		s.street, s.postcode, s.city = home.street, home.postcode, home.city
	} else {
		town := c.zipf(9, 1)
		s.postcode, s.city = fmt.Sprintf("29%03d", 100*town+c.IntN(2)), []string{"Brest", "Quimper", "Concarneau", "Morlaix", "Saint-Pol-de-Léon", "Landerneau", "L'Île-Tudy", "Le Relecq-Kerhuon", "Plougastel-Daoulas"}[town]
		s.street = fmt.Sprintf("%d %s %s", 1+c.IntN(120), c.pick("rue", "avenue", "impasse", "place"), c.lasts[c.IntN(300)])
	}
	for range 1 + c.IntN(2) {
		s.phones = append(s.phones, c.phone())
	}
	if c.chance(.07) {
		s.guide = c.guides[c.zipf(len(c.guides), 2)]
	}
	c.souls = append(c.souls, s)
	return s
}

// mailboxes gives everybody an e-mail or two, now that all have their names.
func (c *canton) mailboxes() {
	for _, s := range c.souls {
		for range 1 + c.IntN(4)/3 {
			s.emails = append(s.emails, c.email(s))
		}
	}
	for _, s := range c.souls {
		if s.mailOf != nil {
			s.emails = []string{s.mailOf.emails[0]}
		}
	}
}

func (c *canton) email(s *soul) string {
	g, l := s2(s.given), s2(s.last)
	var local string
	switch c.IntN(6) {
	case 0:
		local = g + "." + l
	case 1:
		local = g[:1] + l + s.birth[2:4]
	case 2:
		local = l + g[:min(3, len(g))] + fmt.Sprint(c.IntN(30))
	case 3:
		local = g + s.postcode[:2] + fmt.Sprint(c.IntN(100))
	default:
		local = c.pick("soleil", "loulou", "chouchou", "breizh", "famille", "mimi", "titi", "papillon", "lune") + fmt.Sprint(c.IntN(10000))
	}
	address := local + "@" + c.pick("gmail.com", "gmail.com", "orange.fr", "hotmail.fr", "sfr.fr", "laposte.net", "yahoo.fr", "free.fr", "outlook.fr")
	if c.taken[mailbox(address)] {
		return c.email(s)
	}
	c.taken[mailbox(address)] = true
	return address
}
