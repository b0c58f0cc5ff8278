package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// promoStarts begin lines that lead away from the article, lower case.
var promoStarts = []string{
	"lesen sie auch", "lesen sie hier", "lesen sie mehr", "lesen sie dazu", "lesen sie außerdem", "lesen sie jetzt", "lies auch", "lies hier",
	"lesen sie zum thema", "lest auch", "auch interessant", "auch lesenswert", "ebenfalls interessant", "mehr zum thema", "mehr dazu", "mehr zu diesem thema", "mehr lesen",
	"mehr infos", "mehr aus", "mehr von", "weitere infos", "weiterlesen", "das könnte sie", "das könnte dich", "das könnte ihnen", "passend dazu", "zum weiterlesen",
	"siehe auch", "sehen sie auch", "hören sie auch", "hören sie hier", "hier geht es zu", "hier geht's", "hier lesen sie", "hier finden sie", "zum thema:", "interessant:", "videotipp", "lesetipp", "buchtipp:",
	"anzeige", "werbung", "hier sollte ein",
	"quelle:", "quellen:", "foto:", "fotos:", "bild:", "bilder:", "grafik:", "video:", "stand:",
	"© ", "copyright", "(c) ", "bildquelle", "bildnachweis", "symbolbild", "symbolfoto", "archivbild", "archivfoto", "veröffentlicht am", "veröffentlicht:", "aktualisiert am", "aktualisiert:", "zuletzt aktualisiert", "letzte aktualisierung", "erstellt am", "erschienen am",
	"newsletter", "abonnieren sie", "abonniere ", "jetzt abonnieren", "jetzt anmelden", "folgen sie uns", "folge uns", "folgt uns", "folgen sie ", "teilen sie ", "artikel teilen", "jetzt teilen", "diesen artikel teilen",
	"melden sie sich", "melde dich", "jetzt kostenlos", "unseren newsletter", "unser newsletter", "bestellen sie", "laden sie", "unsere app", "zur startseite", "zur merkliste", "artikel anhören", "artikel vorlesen", "artikel drucken",
	"diesen text", "dieser artikel ist", "dieser artikel erschien", "dieser artikel wurde", "dieser text erschien", "dieser text ist", "dieser beitrag", "diese meldung wurde", "dieser bericht wurde", "sendung:", "über dieses thema berichte", "dieses thema im programm",
	"lesedauer", "lesezeit", "min lesezeit", "kommentare", "kommentieren", "diskutieren sie", "schreiben sie uns", "haben sie fragen", "haben sie eine ", "haben sie einen fehler", "fehler gefunden", "fehler melden", "hinweis der redaktion", "transparenzhinweis", "korrekturhinweis", "feedback",
	"alle rechte vorbehalten", "the article was", "read more", "see also", "sign up", "subscribe", "advertisement", "this article", "source:", "watch:", "more on", "unterstützen sie", "unterstütze ", "jetzt spenden", "spenden sie", "ihre spende", "zum spenden", "wollen sie mehr", "möchten sie mehr", "sie möchten", "sie haben bereits", "bereits abonnent", "schon abonnent", "jetzt testen", "jetzt weiterlesen", "mit einem abo", "exklusiv für abonnenten", "dieser inhalt ist", "zugang zu allen", "monatlich kündbar", "zum abo", "nur für abonnenten",
	"redaktion:", "mitarbeit:", "lektorat:", "übersetzung", "übersetzt von", "aus dem englischen", "protokoll:", "(quelle", "deine meinung", "ihre meinung", "was denken sie", "was meinst du", "wie hat ihnen", "war dieser artikel", "hat ihnen der artikel", "keine news mehr", "nichts mehr verpassen", "nichts verpassen", "alle news", "alle nachrichten", "aktuelle nachrichten", "jetzt lesen", "noch mehr", "zum artikel", "zum video", "zur bildergalerie", "zur galerie", "zur umfrage", "ergebnis anzeigen", "umfrage", "online seit", "fehler auf ", "inhaltliches feedback", "gerne als leser", "abonniere", "teile deine", "teilt eure",
}

// consentStarts begin lines that stand where content of others waits for consent.
var consentStarts = []string{
	"empfohlener externer inhalt", "empfohlener redaktioneller inhalt", "externer inhalt", "an dieser stelle finden sie", "an dieser stelle befindet sich", "an dieser stelle findest du", "an dieser stelle steht ein", "an dieser stelle ist ein",
	"wir benötigen ihre zustimmung", "wir brauchen ihre zustimmung", "wir benötigen deine zustimmung", "zum anzeigen dieses inhalts", "dieser inhalt wird von", "ich bin damit einverstanden", "ich bin einverstanden, dass mir", "mit ihrer zustimmung",
	"hier finden sie externe", "um diesen inhalt", "um dieses element", "um dieses video", "inhalt laden", "link zum youtube", "link zum instagram", "link zum twitter", "link zum tiktok", "mit dem laden des", "durch das abspielen", "beim laden des",
	"in diesem artikel sind affiliate", "dieser artikel enthält affiliate", "die mit einem", "mit * gekennzeichnete", "* links mit",
}

// callParts occur in lines that ask the reader to subscribe, follow or join in.
var callParts = []string{
	"newsletter informiert", "unser newsletter", "unseren newsletter", "unserem newsletter", "newsletter abonn", "kostenlosen newsletter", "newsletter an", "whatsapp-kanal", "whatsapp kanal", "whatsapp-channel", "telegram-kanal", "auf google news", "bei google news", "als bevorzugte quelle",
	"in den kommentaren", "mit der community", "in die kommentare", "unsere app", "unserer app", "app herunter", "probeabo", "probemonat", "digitalabo", "abo abschließen", "mit ihrer spende", "mit einer spende", "mit deiner spende", "jetzt abonnieren", "jetzt abo",
}

// promoParts occur anywhere in lines that advertise, ask for money or for consent.
var promoParts = []string{
	"whatsapp-kanal", "whatsapp kanal", "whatsapp-channel", "auf whatsapp", "per whatsapp", "telegram-kanal", "auf telegram", "push-nachricht", "push-mitteilung", "newsletter", "in unserer app", "app herunter", "app store", "google play",
	"facebook-seite", "auf facebook", "auf instagram", "auf twitter", "auf google news", "bei google news", "als bevorzugte quelle", "podcast abonnieren", "überall, wo es podcasts", "datenschutzerklärung", "personenbezogene daten", "drittplattform", "cookies", "externe inhalte", "externen inhalt", "von drittanbieter",
	"affiliate", "provision", "produktempfehlung", "kostenlos testen", "probeabo", "probemonat", "digitalabo", "jetzt abo", "abo abschließen", "abonnenten können", "mit ihrer spende", "mit einer spende", "deine spende", "ihre unterstützung", "werbefrei", "spendenkonto", "unterstützt uns", "unterstützen uns", "leserinnen und leser finanz",
	"e-mail-adresse", "anmeldung zum", "zum abonnement", "kommentarfunktion", "kommentarbereich", "netiquette", "leserbrief", "schreiben sie an", "schreiben sie eine mail", "javascript", "ihren browser",
}

// appendixHeadings stand over what follows the article.
var appendixHeadings = []string{
	"mehr zum thema", "mehr zu", "mehr aus", "mehr von", "mehr über", "mehr lesen", "lesen sie auch", "lesen sie mehr", "lies auch", "weitere artikel", "weitere themen", "weitere meldungen", "weitere nachrichten", "weitere beiträge", "weitere news", "weitere informationen",
	"das könnte sie", "das könnte dich", "das könnte ihnen", "auch interessant", "kommentare", "kommentar schreiben", "schreiben sie einen kommentar", "schreibe einen kommentar", "diskussion", "leserkommentare", "meistgelesen", "meist gelesen", "am meisten gelesen", "neueste artikel", "neueste nachrichten",
	"aktuelle meldungen", "aktuelle artikel", "aktuelle nachrichten", "top-themen", "top themen", "topthemen", "themen", "schlagworte", "schlagwörter", "tags", "ähnliche artikel", "ähnliche beiträge", "verwandte artikel", "verwandte themen", "verwandte beiträge", "links zum thema", "zum thema", "newsletter", "empfehlungen", "empfohlen",
	"über den autor", "über die autorin", "über die autoren", "zum autor", "zur autorin", "zur person des autors", "autor", "autorin", "teilen", "artikel teilen", "quellen", "unsere quellen", "related", "read more", "most read", "comments", "passend zum thema", "passende artikel", "aus dem archiv", "beliebte artikel", "themen in diesem artikel", "mehr nachrichten", "auch lesenswert", "jetzt im fernsehen", "anzeige", "unsere empfehlungen", "ihre meinung", "umfrage", "sendung", "zur startseite", "folgen sie uns", "unser newsletter", "unsere newsletter", "kontakt", "pressekontakt", "rückfragen", "ansprechpartner", "die autorin", "der autor", "impressum",
}

// isPromo says whether a block leads away from the article, advertises, credits a picture or asks for consent. The
// answer is kept in the block, because several steps ask.
func isPromo(b *block) bool {
	if b.judged == 0 {
		b.judged = 1
		if promotes(b) {
			b.judged = 2
		}
	}
	return b.judged == 2
}

// promotes finds it out. Long blocks of prose are never judged by single phrases.
func promotes(b *block) bool {
	if b.words > 90 {
		return false
	}
	s := strings.ToLower(strings.TrimLeft(b.text, "+-–—>»›→▶►•*| [(:„\"“'"))
	for _, start := range consentStarts {
		if strings.HasPrefix(s, start) {
			return true
		}
	}
	if b.words > 70 {
		return false
	}
	if b.words < 60 && b.tag != atom.Blockquote && hasCredit(b.text) {
		return true
	}
	if strings.HasSuffix(s, ":") && b.words < 25 && leadsOn(s) {
		return true
	}
	for _, start := range promoStarts {
		if strings.HasPrefix(s, start) {
			return b.words <= startLimit(start, b)
		}
	}
	if b.tag == atom.Blockquote {
		return false
	}
	if b.words < 40 && strings.Contains(s, "meinung der redaktion") {
		return true
	}
	weak, calls := addressesReader(s), isAddressed(b.text)
	if b.words < 60 && weak && containsAny(s, callParts) > 0 || b.words < 40 && calls && strings.Contains(s, "@") {
		return true
	}
	switch n := containsAny(s, promoParts); {
	case n > 1: // a sentence about data protection or about a campaign for donations has as many
		return calls || !endsSentence(b.text) || b.linkChars > 0 && weak
	case n == 1:
		return b.words < 30 && (b.linkChars > 0 && (weak || !endsSentence(b.text)) || calls) || b.words < 15 && !endsSentence(b.text)
	}
	return false
}

func containsAny(s string, parts []string) int {
	n := 0
	for _, part := range parts {
		if strings.Contains(s, part) {
			n++
		}
	}
	return n
}

// leadsOn says whether a line that ends in a colon announces something to read or watch elsewhere.
func leadsOn(s string) bool {
	for _, w := range [...]string{"lesen sie", "finden sie", "sehen sie", "hören sie", "erfahren sie", "lest ihr", "findet ihr", "liest du", "findest du", "mehr dazu", "mehr zu ", "mehr über", "liveblog", "im video", "zum thema"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// startLimit is the length in words up to which a beginning gives a block away.
func startLimit(start string, b *block) int {
	switch {
	case strings.HasSuffix(start, ":") || start == "© ":
		return 25
	case b.linkChars > 0:
		return 40
	case len(start) < 14:
		return 12
	}
	return 30
}

// isAddressed says whether a text speaks to its reader: with a capital where no sentence begins, or as to a friend.
func isAddressed(s string) bool {
	for _, w := range [...]string{" Sie", " Ihr", " Ihre", " Ihren", " Ihrem", " Ihrer", " Ihnen"} {
		for at := 0; ; {
			i := strings.Index(s[at:], w)
			if i < 0 {
				break
			}
			at += i + len(w)
			before, _ := utf8.DecodeLastRuneInString(s[:at-len(w)])
			after, _ := utf8.DecodeRuneInString(s[at:])
			if !unicode.IsLetter(after) && !strings.ContainsRune(".!?:„“\"»«–", before) {
				return true
			}
		}
	}
	low := " " + strings.ToLower(s) + " "
	return strings.Contains(low, " dein") || strings.Contains(low, " du ") || strings.Contains(low, " dich ") || strings.Contains(low, " dir ") || strings.Contains(low, " euch ") || strings.Contains(low, " your ") || strings.Contains(low, " you ")
}

func addressesReader(s string) bool {
	for _, w := range [...]string{" sie ", " ihr ", " ihre ", " dein", " du ", " dich ", " uns", " hier ", " jetzt "} {
		if strings.Contains(" "+s+" ", w) {
			return true
		}
	}
	return false
}

// commentHeading stands over what readers say.
var commentHeading = regexp.MustCompile(`^\(?\d{0,4}\)? ?((leser|user)?[\pL*:_]*kommentare?|leser\w*meinungen|ergänzungen|diskussion|meinungen|comments?|gedanken zu .*)( \(?\d+\)?)?:?$`)

func isCommentHeading(text string) bool {
	return strings.Count(text, " ") < 12 && commentHeading.MatchString(strings.ToLower(text))
}

func isAppendixHeading(text string) bool {
	s := strings.ToLower(strings.TrimRight(text, ":.!?… "))
	for _, h := range appendixHeadings {
		if s == h || len(h) > 8 && strings.HasPrefix(s, h) {
			return true
		}
	}
	return false
}
