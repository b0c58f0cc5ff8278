package crawl

import (
	"net/url"
	"path"
	"strings"
)

// never says that an address is no article whatever else speaks for it: lists, accounts, legal notices, files.
func never(u *url.URL) bool {
	if strings.Trim(u.Path, "/") == "" && u.RawQuery == "" || files[strings.ToLower(path.Ext(u.Path))] {
		return true
	}
	host, _, _ := strings.Cut(strings.ToLower(u.Hostname()), ".")
	if apart[host] || offices[host] {
		return true
	}
	for part := range strings.SplitSeq(strings.ToLower(strings.Trim(u.Path, "/")), "/") {
		part = strings.TrimSuffix(part, path.Ext(part))
		if apart[part] {
			return true
		}
		first, _, _ := strings.Cut(part, "-")
		if offices[first] {
			return true
		}
	}
	for name, values := range u.Query() {
		name = strings.ToLower(name)
		if questions[name] || numbering[name] && strings.Trim(values[0], "0123456789") == "" {
			return true
		}
	}
	return false
}

var (
	// folders name articles where they stand in a path.
	folders = set(`artikel article articles story stories news meldung meldungen beitrag beitraege nachrichten nachricht bericht berichte
		doc aktuelles aktuell blog post posts pressemitteilungen magazin`)

	// apart are parts of a path whose pages are lists, tools or accounts.
	apart = set(`tag tags tagged schlagwort schlagworte schlagwoerter stichwort thema themen topic topics dossier dossiers
		themenseite autor autoren autorin author authors redaktion redakteure user users profil profile profiles people team
		login logout anmelden anmeldung abmelden registrieren registrierung register signup signin sign-in account konto mein-konto
		meinkonto mein-abo merkliste passwort password warenkorb cart checkout shop store abo abos abonnement abonnements abonnieren
		aboshop abo-shop plus-abo abo-service epaper e-paper print drucken druckversion mediathek audiothek podcast podcasts
		newsletter newsletters push suche search suchergebnis kategorie kategorien category categories rubrik rubriken ressort
		page seite feed feeds rss atom sitemap sitemaps archiv archive kommentare comments forum share teilen amp-story
		impressum datenschutz datenschutzerklaerung privacy agb kontakt contact ueber-uns about about-us jobs karriere
		stellenmarkt stellenangebote werbung mediadaten kleinanzeigen anzeigenmarkt traueranzeigen barrierefreiheit
		hilfe help faq gewinnspiel gewinnspiele gutscheine gutschein spiele raetsel horoskop tv-programm fernsehprogramm livestream
		bildergalerie bildergalerien fotostrecken wp-admin wp-content wp-json wp-login cdn-cgi api admin static assets`)

	// offices begin the names of legal and service pages: "impressum-und-kontakt", "datenschutz-hinweise".
	offices = set("impressum datenschutz datenschutzerklärung datenschutzerklaerung agb nutzungsbedingungen widerruf cookie cookies privacy")

	// services are words of short addresses that are no sections of news.
	services = set(`service services wetter verkehr veranstaltungen termine immobilien auto partnersuche reisen tickets app apps leserreisen
		verlag anzeigen marktplatz ueber wir spenden`)

	questions = set("print share replytocom action login redirect returnurl return_url s q query search suche sort filter openlogin")

	numbering = set("page seite p p1 offset start")

	files = set(".pdf .jpg .jpeg .png .gif .svg .webp .avif .ico .mp3 .mp4 .m3u8 .webm .xml .rss .atom .json .zip .gz .css .js .ics .vcf .epub .doc .docx .xls .xlsx .ppt .pptx .txt")
)
