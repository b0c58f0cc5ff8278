package text

import (
	"slices"
	"testing"
)

// meet says whether one word is found by the other.
func meet(a, b string) bool {
	found := Terms(a, "de")
	for _, w := range Words(b, "de") {
		for _, stem := range append(w.Parts[0].Stems, w.Whole...) {
			if slices.ContainsFunc(found, func(t Term) bool { return t.Text == stem }) {
				return true
			}
		}
	}
	return false
}

func TestInflectionsMeet(t *testing.T) {
	pairs := [][2]string{
		{"Quartier", "Quartiers"}, {"Quartier", "Quartiere"}, {"Quartier", "Quartieren"}, {"Quartieren", "Quartiers"},
		{"Ankunftsquartier", "Ankunftsquartieren"}, {"Ankunftsort", "Ankunftsorte"}, {"Ankunftsorten", "Ankunftsorts"},
		{"Müller", "Müllers"}, {"Müller", "Mueller"}, {"Hanhörster", "Hanhörsters"}, {"Hanhoerster", "Hanhörsters"},
		{"Hanhörster", "Hanhörster's"}, {"Straße", "Strassen"}, {"Stadt", "Städte"}, {"Städten", "Stadt"},
		{"Innenstadt", "Innenstädten"}, {"Haus", "Häuser"}, {"Hauses", "Häusern"}, {"Krankenhaus", "Krankenhäusern"}, {"Nachbar", "Nachbarn"}, {"Nachbarin", "Nachbarn"},
		{"Land", "Länder"}, {"Bundesland", "Bundesländern"}, {"Kind", "Kindern"}, {"Kindes", "Kinder"}, {"Buch", "Bücher"},
		{"Dorf", "Dörfer"}, {"Mann", "Männern"}, {"Rat", "Räte"}, {"Betriebsrat", "Betriebsräte"}, {"Vertrag", "Verträgen"},
		{"Platz", "Plätze"}, {"Zug", "Züge"}, {"Vater", "Väter"}, {"Garten", "Gärten"}, {"Kindergarten", "Kindergärten"},
		{"Laden", "Läden"}, {"Mutter", "Mütter"}, {"Tochter", "Töchter"}, {"Grund", "Gründen"}, {"Saal", "Säle"},
		{"Museum", "Museen"}, {"Museums", "Museen"}, {"Zentrum", "Zentren"}, {"Jugendzentrum", "Jugendzentren"},
		{"Gymnasium", "Gymnasien"}, {"Firma", "Firmen"}, {"Thema", "Themen"}, {"Konto", "Konten"}, {"Risiko", "Risiken"},
		{"Praxis", "Praxen"}, {"Virus", "Viren"}, {"Auto", "Autos"}, {"Kita", "Kitas"}, {"Büro", "Büros"}, {"Team", "Teams"},
		{"Chef", "Chefs"}, {"Workshop", "Workshops"}, {"Ergebnis", "Ergebnisse"}, {"Verhältnis", "Verhältnissen"},
		{"Unternehmen", "Unternehmens"}, {"Name", "Namens"}, {"Herz", "Herzens"}, {"Mensch", "Menschen"},
		{"Frau", "Frauen"}, {"Familie", "Familien"}, {"Idee", "Ideen"}, {"Bauer", "Bauern"}, {"Bau", "Bauten"},
		{"Kreis", "Kreise"}, {"Preis", "Preisen"}, {"Kurs", "Kurse"}, {"Zins", "Zinsen"}, {"Phänomen", "Phänomene"},
		{"Bewohner", "Bewohnerin"}, {"Bewohner", "Bewohnerinnen"}, {"Bewohnern", "Bewohnerinnen"}, {"Arzt", "Ärztin"},
		{"Ärzte", "Ärztinnen"}, {"Student", "Studentinnen"}, {"Kollege", "Kolleginnen"}, {"Freund", "Freundin"},
		{"Bürgermeister", "Bürgermeisterin"}, {"Professor", "Professorinnen"}, {"Anwalt", "Anwältin"},
		{"Experte", "Expertin"}, {"Polizist", "Polizistinnen"}, {"Bauer", "Bäuerin"}, {"Beamter", "Beamte"},
		{"Abgeordneter", "Abgeordneten"}, {"klein", "kleiner"}, {"kleines", "kleinste"}, {"alt", "älter"}, {"groß", "größte"},
		{"hoch", "höher"}, {"gut", "besser"}, {"sozial", "sozialer"}, {"politisch", "politischem"}, {"wichtig", "wichtigsten"},
		{"neu", "neuer"}, {"deutsch", "deutschem"}, {"offen", "offene"}, {"aktuell", "aktuellen"}, {"freundlich", "freundlicher"},
		{"gefährlich", "gefährlichste"}, {"bauen", "gebaut"}, {"ausbauen", "ausgebaut"}, {"planen", "geplanten"}, {"wohnen", "wohnte"}, {"fördern", "gefördert"},
		{"fordern", "forderte"}, {"fahren", "fuhr"}, {"gehen", "gegangen"}, {"arbeiten", "arbeitet"}, {"eröffnen", "eröffnet"},
		{"sanieren", "saniert"}, {"Café", "Cafes"}, {"E-Mail", "Email"}, {"Email", "E-Mails"}, {"Hochhaus", "Hoch\u00adhäuser"},
		{"Müller", "Mu\u0308ller"}, {"Bewohner", "Bewohner*innen"}, {"Bewohnerin", "Bewohner:innen"}, {"Mitarbeiter", "MitarbeiterInnen"},
	}
	for _, p := range pairs {
		if !meet(p[0], p[1]) || !meet(p[1], p[0]) {
			t.Errorf("%s and %s do not meet: %v, %v", p[0], p[1], stemsOf(p[0]), stemsOf(p[1]))
		}
	}
}

func TestOthersStayApart(t *testing.T) {
	pairs := [][2]string{
		{"Miete", "Mieter"}, {"Mieten", "Mieterin"}, {"Quartier", "Quartiersmanagement"}, {"Quartier", "Ankunftsquartier"},
		{"fordern", "fördern"}, {"forderte", "förderte"}, {"Bürger", "Burg"}, {"Bürger", "Burger"}, {"Bürger", "Bürge"},
		{"Müller", "Müll"}, {"Mutter", "Mut"}, {"schon", "schön"}, {"Ausland", "Ausländer"}, {"Land", "Geländer"},
		{"Eigentum", "Eigentümer"}, {"Rat", "Gerät"}, {"Rat", "Geräte"}, {"Rat", "Messgeräte"}, {"Regierung", "regieren"},
		{"Wohnung", "wohnen"}, {"Freiheit", "frei"}, {"Lehre", "Lehrer"}, {"Leiter", "leiten"}, {"Fisch", "Fischer"},
		{"Tisch", "Tischler"}, {"Kurs", "Kur"}, {"Berlin", "Berl"}, {"Berlin", "Berliner"}, {"Martin", "Mart"},
		{"Termin", "Term"}, {"Magazin", "Maga"}, {"Studie", "Student"}, {"Studie", "Studium"}, {"Meister", "meist"},
		{"weiter", "weit"}, {"Verlag", "verlegen"}, {"Betrug", "Betrag"}, {"Verband", "verbinden"}, {"Macht", "machen"},
		{"Sucht", "suchen"}, {"Bucht", "buchen"}, {"Verteidiger", "verteidigt"}, {"Sender", "Sendung"}, {"Maler", "Mal"},
		{"Israel", "Isra"}, {"seit", "Seite"}, {"Wien", "wie"}, {"weil", "Weile"}, {"Gründer", "gründen"}, {"Schwerin", "schwer"}, {"Wagen", "Wagner"}, {"Stein", "Steiner"}, {"Stern", "Stereo"},
		{"Kern", "Kerner"}, {"Konzern", "Konzert"}, {"Partei", "Partner"}, {"Arbeit", "Arbeiter"}, {"Gewalt", "Verwalter"},
		{"Gesellschaft", "Gesellschafter"}, {"Botschaft", "Botschafter"}, {"Hersteller", "herstellbar"}, {"Keller", "Kelle"},
		{"Teller", "Teil"}, {"Baden", "Bad"}, {"Vertreter", "vertretbar"}, {"Gestalt", "Gestalter"}, {"Spende", "Spender"},
		{"Spiel", "Spieler"}, {"Sport", "Sportler"}, {"Ort", "Ortenau"}, {"Firma", "Firmung"}, {"Themen", "Themse"},
		{"Robert", "Rober"}, {"Albert", "Alber"}, {"Seifert", "Seifer"}, {"Gewinn", "Gewinner"}, {"Beginn", "Begine"},
		{"Schule", "Schüler"}, {"Schuld", "Schule"}, {"Rasen", "rasten"}, {"Kost", "Kostüm"}, {"Konstantin", "konstant"},
		{"Thomas", "Thoma"}, {"Bilder", "Ausbilder"}, {"Haus", "Hausierer"}, {"Kunst", "Künstler"}, {"Druck", "drückt"},
		{"Fall", "Gefälle"}, {"Stand", "verständig"}, {"Pfarrer", "Pfarre"}, {"Dichter", "dicht"},
	}
	for _, p := range pairs {
		if meet(p[0], p[1]) || meet(p[1], p[0]) {
			t.Errorf("%s and %s meet: %v, %v", p[0], p[1], stemsOf(p[0]), stemsOf(p[1]))
		}
	}
}
